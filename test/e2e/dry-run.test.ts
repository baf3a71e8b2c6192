import { expect, it } from "vitest";
import { filesWritten } from "../demo/strace.ts";
import type { Box } from "../helpers/box/box.ts";
import { expectUntouched } from "./helpers/as-before.ts";
import { setUp } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal, type TerminalInBox } from "./helpers/terminal-in-box.ts";
import { reviewed, walkToReview } from "./helpers/walk.ts";

/** Outside of what a snapshot sees. */
const trace = "/srv/trace";
const strace = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=%file,ftruncate", "-o", trace];

/** What `nginx -t` opens for writing in order to test, and does not write to. */
const openedByTest = ["/run/nginx.pid", "/var/log/nginx/error.log", "/var/log/nginx/access.log"];

/** Every path but those of devices that the program or anything it started has opened for writing or has changed. */
async function written(box: Box): Promise<readonly string[]> {
  const paths = filesWritten(await box.readFile(trace));
  expect(paths, "the trace sees the terminal itself").toContain("/dev/null");
  return paths.filter((path) => !path.startsWith("/dev/"));
}

/** From the review over a diff to the preview, and out. */
async function seeAllAndLeave(terminal: TerminalInBox): Promise<void> {
  await terminal.press("d");
  await terminal.until(/file 1 of \d+/);
  await terminal.press("Escape");
  await terminal.until(reviewed);
  await terminal.press("Enter");
  await terminal.until(/This is what would happen\. Nothing was changed\./);
  await terminal.press("Enter");
  expect(await terminal.ended()).toBe(0);
}

inBoxes("a dry run in a terminal, under strace", () => {
  it("of an empty box: ends in the list of changes and writes nothing but to its terminal", async () => {
    await withBox({ variant: "strace" }, async (box) => {
      const before = await box.snapshot();
      const terminal = await openTerminal(box, ["--dry-run"], { under: strace });
      await terminal.until(/dry run · nothing will change/);
      await walkToReview(terminal);
      await terminal.press("Tab", "2");
      await terminal.until(/Which WebSocket server/);
      await terminal.press("Escape");
      await terminal.until(reviewed);
      await seeAllAndLeave(terminal);
      expect(await terminal.screen()).toContain("To do it: wss-setup apply -a answers.yaml --yes");
      expect(await written(box)).toEqual([]);
      await expectUntouched(box, before);
    });
  });

  it("of a configured box, chosen in the menu: another answer is planned and not even kept", async () => {
    await withBox({ variant: "strace" }, async (box) => {
      await setUp(box, "limits: { connectionsPerIp: 100 }\n");
      const before = await box.snapshot();
      const terminal = await openTerminal(box, [], { under: strace });
      await terminal.until(/days left/);
      await terminal.press("4");
      await terminal.until(/› Dry run/);
      await terminal.press("Enter");
      await terminal.until(/dry run · nothing will change/);
      await terminal.press("C-r");
      await terminal.until(/Nothing to do/);
      await terminal.press("Tab");
      await terminal.until(/100 open, 10\/s new/);
      await terminal.press("6");
      await terminal.until(/How shall/);
      await terminal.press("Right");
      await terminal.until(/Open connections per address +500/);
      await terminal.press("Enter");
      await terminal.until(reviewed);
      await seeAllAndLeave(terminal);
      expect((await written(box)).filter((path) => !openedByTest.includes(path))).toEqual([]);
      await expectUntouched(box, before);
    });
  });
});
