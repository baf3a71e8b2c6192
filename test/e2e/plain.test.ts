import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { echoOver } from "../helpers/client/websocket.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { expectAsBefore, expectUndone } from "./helpers/as-before.ts";
import { fingerprintOnDisk } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal, type TerminalInBox } from "./helpers/terminal-in-box.ts";

/** Outside of what a snapshot sees. */
const rawFile = "/srv/raw";

/** A terminal that can draw nothing, so long that every line stays to be read; what reaches it is kept byte for byte. */
async function openPlain(box: Box, args: readonly string[], env: Readonly<Record<string, string>>) {
  const terminal = await openTerminal(box, args, { rows: 300, columns: 160, env });
  await terminal.record(rawFile);
  return terminal;
}

/** Types a line once that question waits for it. */
async function answer(terminal: TerminalInBox, question: RegExp, line = ""): Promise<void> {
  await terminal.until(new RegExp(`${question.source}[\\s\\S]*:\\s*$`), 60);
  await terminal.press(...(line === "" ? [] : [line]), "Enter");
}

/** From the first step to the review; the name is the box's own address, for want of DNS. */
async function walkToReview(terminal: TerminalInBox): Promise<void> {
  await answer(terminal, /This box is ready\./);
  await answer(terminal, /Which WebSocket server/, "7");
  await answer(terminal, /Not in the list\. A number from 1 to \d+/, "1");
  await answer(terminal, /What name/, "127.1");
  await answer(terminal, /did you mean 127\.0\.0\.1\?/);
  await answer(terminal, /Which proxy/);
  await answer(terminal, /Which certificate/);
  await answer(terminal, /How shall the endpoint/);
  await terminal.until(/Step 8 of 8, review[\s\S]*\d+ changes: [\s\S]*\(default 1\):\s*$/);
}

inBoxes("the guide, line by line", () => {
  it("TERM=dumb: leads from an empty box to an echo outside by typed lines, and draws nothing", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const terminal = await openPlain(box, [], { TERM: "dumb" });
      await walkToReview(terminal);
      await terminal.press("Enter");
      await terminal.until(/Your endpoint works/, 60);
      expect(await terminal.ended()).toBe(0);

      const seen = await terminal.screen();
      expect(seen).toMatch(/^\[1\/\d+\] Install nginx .* \.\.\. ok, \d+ s$/m);
      expect(seen).toMatch(/^ok: IPv4 .*TLS 1\.3/m);
      expect(seen).toMatch(/^All \d+ checks passed\.$|^\d+ of \d+ checks passed, \d+ warnings?\.$/m);
      expect(seen).toContain(`wss://${box.ip4}`);
      const raw = await box.readFile(rawFile);
      expect(raw).toContain("Your endpoint works");
      expect(raw).not.toContain(String.fromCharCode(27));

      const report = await echoOver({ ip: box.ip4, timeout: 5_000 });
      const fingerprint = await fingerprintOnDisk(box);
      expect(report).toMatchObject({ status: 101, echo: "hello", session: { fingerprint } });
      await expectUndone(box, before);
    });
  });

  cellsOf("the guide, line by line").rest(
    "INK_SCREEN_READER=true: Ctrl-C in the middle of Apply asks, and stopping takes everything back",
    async () => {
      await withBox({}, async (box) => {
        const before = await box.snapshot();
        const terminal = await openPlain(box, [], { INK_SCREEN_READER: "true" });
        await walkToReview(terminal);
        await terminal.press("Enter");
        await terminal.until(/^\[1\/\d+\] Install nginx/m);
        await terminal.press("C-c");
        await answer(terminal, /Stop here\?/, "2");
        await terminal.until(/^ok: taken back, /m, 60);
        expect(await terminal.ended()).toBe(1);
        await box.exec(["rm", "-rf", "/var/lib/wss-setup"]);
        await expectAsBefore(box, before);
      });
    },
  );

  it("--plain: Ctrl-D leaves as q does, and nothing was changed", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const terminal = await openPlain(box, ["--plain", "--dry-run"], {});
      await terminal.until(/Step 1 of 8, check\. Dry run, nothing will change\.[\s\S]*default 1\):\s*$/);
      await terminal.press("C-d");
      expect(await terminal.ended()).toBe(0);
      expect(await terminal.screen()).toContain("Leave? Nothing was changed.");
      expect(diffSnapshots(before, await box.snapshot())).toEqual([]);
    });
  });
});
