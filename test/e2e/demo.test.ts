import { expect, it } from "vitest";
import { nodeInBox } from "../helpers/box/backend.ts";
import type { Box } from "../helpers/box/box.ts";
import { until } from "../helpers/box/machine.ts";
import { expectUntouched } from "./helpers/as-before.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal, type TerminalInBox } from "./helpers/terminal-in-box.ts";
import { questions, walkToReview } from "./helpers/walk.ts";

/** The folders that demos have made; outside of what a snapshot sees. */
async function folders(box: Box): Promise<readonly string[]> {
  return (await box.run(["find", "/tmp", "-maxdepth", "1", "-name", "wss-setup-demo-*"]))
    .split("\n")
    .filter(Boolean);
}

/** A client of its own, in the box: takes the one certificate for trusted, says hello, prints the answer. */
const client = `const socket = new WebSocket(process.argv[1]);
socket.onopen = () => socket.send("hello");
socket.onmessage = ({ data }) => { console.log(data); socket.close(); };
socket.onerror = ({ message }) => { console.error(message); process.exitCode = 1; };`;

function echo(box: Box, url: string, folder: string): Promise<string> {
  const env = { NODE_EXTRA_CA_CERTS: `${folder}/etc/ssl/certs/wss-setup.crt` };
  return box.run([nodeInBox, "-e", client, url], { env });
}

/** By Enter alone to the last screen. @returns the endpoint it shows */
async function walkToDone(terminal: TerminalInBox): Promise<string> {
  await walkToReview(terminal, [...questions, /Open ports 80 and 443\?/]);
  await terminal.press("Enter");
  const done = await terminal.until(/Your endpoint works/, 60);
  const url = /wss:\/\/localhost:\d+/.exec(done)?.[0];
  if (url === undefined) throw new Error(`no endpoint is shown:\n${done}`);
  return url;
}

/** Fails unless nothing listens there any more, no folder is left and no process of it. */
async function expectGone(box: Box, url: string): Promise<void> {
  const { port } = new URL(url);
  await until("the port to be closed", async () =>
    (await box.run(["ss", "-ltnH", `sport = :${port}`])).trim() === "" ? true : undefined,
  );
  expect((await box.exec(["pgrep", "-f", "launcher.cjs"])).code).toBe(1);
  expect(await folders(box)).toEqual([]);
}

const ordinary = { user: "nobody", env: { HOME: "/nonexistent" } } as const;

inBoxes("the demo in a terminal, as an ordinary user", () => {
  it("leads by Enter alone to a wss URL that answers a client, and leaving ends everything", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const terminal = await openTerminal(box, ["demo"], ordinary);
      const url = await walkToDone(terminal);
      const [folder = "", ...more] = await folders(box);
      expect(more).toEqual([]);
      expect(await echo(box, url, folder)).toBe("hello\n");
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(0);
      const left = await terminal.screen();
      expect(left).toContain("The demo is over. Its endpoint was proven:");
      expect(left).toContain("wss-setup demo --yes");
      await expectGone(box, url);
      await expectUntouched(box, before);
    });
  });

  it("a lost connection at the last screen ends everything too", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, ["demo"], ordinary);
      const url = await walkToDone(terminal);
      await terminal.hangUp();
      await until("the end of the demo", async () =>
        (await box.exec(["pgrep", "-f", "launcher.cjs"])).code === 1 ? true : undefined,
      );
      await expectGone(box, url);
    });
  });
});
