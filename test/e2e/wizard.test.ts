import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { echoOver } from "../helpers/client/websocket.ts";
import { expectAsBefore, expectUndone } from "./helpers/as-before.ts";
import { fingerprintOnDisk } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal, type TerminalInBox } from "./helpers/terminal-in-box.ts";

/** From the first screen to the review, an Enter a screen. */
async function walkToReview(terminal: TerminalInBox): Promise<void> {
  await terminal.until(/Backend {4,}Echo server at/);
  for (const question of [
    "Which WebSocket server",
    "What name",
    "Which proxy",
    "Which certificate",
    "How shall",
  ]) {
    await terminal.press("Enter");
    await terminal.until(new RegExp(question));
  }
  await terminal.press("Enter");
  await terminal.until(/\d+ changes: .* to add/);
}

/** The echo of a client outside, who goes by the box's address: a box without DNS has no other name. */
async function expectEcho(box: Box): Promise<void> {
  const report = await echoOver({ ip: box.ip4, timeout: 5_000 });
  const fingerprint = await fingerprintOnDisk(box);
  expect(report).toMatchObject({ status: 101, echo: "hello", session: { fingerprint } });
}

inBoxes("the guide in a terminal", () => {
  it("leads from an empty box to an echo outside by Enter alone, and tells the way back", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const terminal = await openTerminal(box, []);
      await walkToReview(terminal);
      await terminal.press("Enter");
      const done = await terminal.until(/Your endpoint works/, 60);
      expect(done).toContain(`wss://${box.ip4}`);
      expect(done).toMatch(/Take it all back +wss-setup remove/);
      await expectEcho(box);
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(0);
      expect(await terminal.screen()).toContain("Your endpoint works");
      await expectUndone(box, before);
    });
  });

  it("goes back and forth through every screen and keeps what was typed", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await terminal.until(/Backend {4,}Echo server at/);
      await terminal.press("Enter", "Enter");
      await terminal.until(/What name/);
      await terminal.press("C-u", "rpc.example.com");
      await terminal.until(/rpc\.example\.com/);
      for (const back of ["Which WebSocket server", "This box is ready"]) {
        await terminal.press("Escape");
        await terminal.until(new RegExp(back));
      }
      await terminal.press("Enter", "Enter");
      expect(await terminal.until(/What name/)).toContain("rpc.example.com");
      for (const question of ["Which proxy", "Which certificate", "How shall"]) {
        await terminal.press("Enter");
        await terminal.until(new RegExp(question));
      }
      for (const question of ["Which certificate", "Which proxy", "What name"]) {
        await terminal.press("Escape");
        await terminal.until(new RegExp(question));
      }
      await terminal.press("C-r");
      await terminal.until(/\d+ changes: .* to add/);
      await terminal.press("C-c");
      await terminal.until(/Leave\?/);
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(0);
    });
  });

  it("redraws at another size in the middle of a word", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await terminal.until(/Backend {4,}Echo server at/);
      await terminal.press("Enter", "Enter");
      await terminal.until(/What name/);
      await terminal.press("C-u", "rpc.exam");
      await terminal.until(/rpc\.exam/);
      await terminal.resize(50, 20);
      const narrow = await terminal.until(/Step 3 of 8/);
      expect(narrow).toContain("rpc.exam");
      await terminal.press("ple.com");
      await terminal.resize(100, 30);
      await terminal.until(/rpc\.example\.com/);
    });
  });

  it("Ctrl-C in the middle of Apply asks: going on ends at the endpoint", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await walkToReview(terminal);
      await terminal.press("Enter");
      await terminal.until(/Applying/);
      await terminal.press("C-c");
      await terminal.until(/Stop here\?/);
      await terminal.press("Enter");
      await terminal.until(/Your endpoint works/, 60);
      await expectEcho(box);
    });
  });

  it("Ctrl-C in the middle of Apply asks: stopping takes everything back, exit code 1", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const terminal = await openTerminal(box, []);
      await walkToReview(terminal);
      await terminal.press("Enter");
      await terminal.until(/Applying/);
      await terminal.press("C-c");
      await terminal.until(/Stop here\?/);
      await terminal.press("C-c");
      await terminal.until(/Everything was taken back/, 60);
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(1);
      await box.exec(["rm", "-rf", "/var/lib/wss-setup"]);
      await expectAsBefore(box, before);
    });
  });

  it("starts with the menu on a configured box, rotates without dropping a socket, and undoes", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const first = await openTerminal(box, []);
      await walkToReview(first);
      await first.press("Enter");
      await first.until(/Your endpoint works/, 60);
      await first.press("Enter");
      await first.ended();
      const old = await fingerprintOnDisk(box);

      const menu = await openTerminal(box, []);
      await menu.until(/Rotate/);
      await menu.until(/days left/);
      await menu.press("Down");
      await menu.until(/› Rotate/);
      await menu.press("Enter");
      await menu.until(/\d changes?:/);
      await menu.press("Enter");
      await menu.until(/in place and proven/, 60);
      expect(await fingerprintOnDisk(box)).not.toBe(old);
      await expectEcho(box);
      await menu.press("Enter");
      await menu.ended();

      expect((await box.wssSetup(["remove", "--yes"])).code).toBe(0);
      await expectAsBefore(box, before);
    });
  });

  it("a dry run ends in the list of changes and changes nothing", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const terminal = await openTerminal(box, ["--dry-run"]);
      expect(await terminal.until(/dry run · nothing will change/)).toBeTruthy();
      await walkToReview(terminal);
      await terminal.press("Enter");
      await terminal.until(/This is what would happen\. Nothing was changed\./);
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(0);
      expect(diffSnapshots(before, await box.snapshot())).toEqual([]);
    });
  });

  it("leaves a sane terminal when it is killed", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await terminal.until(/Backend {4,}Echo server at/);
      await box.run(["pkill", "-KILL", "-f", "launcher.cjs"]);
      // Back on the normal screen: nothing of the guide is left there.
      await terminal.until(/^(?![\s\S]*● Check)/);
      await expect.poll(() => terminal.state()).toMatchObject({ cursor: true, lines: true });
      await terminal.press("echo typed", "Enter");
      const seen = await terminal.until(/^typed$/m);
      expect(seen).toContain("echo typed");
    });
  });

  it("names the ways without a terminal where there is none", async () => {
    await withBox({}, async (box) => {
      const { code, stderr } = await box.wssSetup([]);
      expect(code).toBe(64);
      expect(stderr).toContain("wss-setup apply -a answers.yaml --yes");
    });
  });
});
