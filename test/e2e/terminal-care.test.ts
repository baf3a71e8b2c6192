import { expect, it } from "vitest";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal } from "./helpers/terminal-in-box.ts";
import { looked, questions, reviewed, typedIn, walkToNames, walkToReview } from "./helpers/walk.ts";

/** Codes that set a colour (ECMA-48, SGR 30-38, 40-48 and the bright ones); bold and dim are none. */
const colour = new RegExp(`${String.fromCharCode(27)}\\[(?:\\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]`);

inBoxes("sizes and signs of the guide", () => {
  it.each([
    { columns: 50, rows: 20, place: /Step 8 of 8 · Review/ },
    { columns: 100, rows: 30, place: /^ ● {2}Review {3,}/m },
  ])("walks to the review in $columns columns and $rows rows", async ({ columns, rows, place }) => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, [], { columns, rows });
      await walkToReview(terminal);
      const seen = await terminal.until(/Enter apply/);
      expect(seen).toMatch(place);
      expect(seen).toMatch(/› Apply/);
      await terminal.press("d");
      await terminal.until(/lines 1-\d+ of \d+/);
    });
  });

  it("asks for a larger window under 50x20, hears nothing but Ctrl-C there, and comes back as it was", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await walkToNames(terminal);
      await terminal.press("rpc.example.com");
      await terminal.until(/› rpc\.example\.com/);
      for (const [columns, rows] of [
        [49, 20],
        [50, 19],
      ] as const) {
        await terminal.resize(columns, rows);
        const small = await terminal.until(/Make the window 50x20/);
        expect(small).toMatch(/wss-setup\sapply\s-a\sFILE\s--yes/);
        expect(small).not.toContain("rpc.example.com");
        await terminal.press("x", "Enter");
        await terminal.resize(80, 24);
        expect(typedIn(await terminal.until(/What name/))).toBe("rpc.example.com");
      }
      await terminal.resize(40, 10);
      await terminal.until(/Make the window/);
      await terminal.press("C-c");
      await terminal.resize(80, 24);
      await terminal.until(/Leave\?/);
      await terminal.press("C-c");
      expect(await terminal.ended()).toBe(0);
    });
  });

  it("NO_COLOR=1: no colour on any screen, where there is one without it", async () => {
    await withBox({}, async (box) => {
      const coloured = await openTerminal(box, ["--dry-run"]);
      await coloured.until(looked);
      expect(await coloured.colours()).toMatch(colour);
      await coloured.hangUp();
      const terminal = await openTerminal(box, ["--dry-run"], { env: { NO_COLOR: "1" } });
      await terminal.until(looked);
      for (const next of [...questions, reviewed]) {
        expect(await terminal.colours()).not.toMatch(colour);
        await terminal.press("Enter");
        await terminal.until(next);
      }
      expect(await terminal.colours()).not.toMatch(colour);
      await terminal.press("d");
      await terminal.until(/file 1 of \d+/);
      expect(await terminal.colours()).not.toMatch(colour);
    });
  });

  it.each([
    ["TERM", "linux"],
    ["LANG", "C"],
  ])("%s=%s: nothing but ASCII on any screen", async (variable, value) => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, ["--dry-run"], { env: { [variable]: value } });
      const ascii = /^[\n -~]*$/;
      expect(await terminal.until(looked)).toMatch(ascii);
      for (const next of [...questions, reviewed, /This is what would happen/]) {
        await terminal.press("Enter");
        expect(await terminal.until(next)).toMatch(ascii);
      }
      for (const [key, seen] of [
        ["d", /file 1 of/],
        ["?", /Help: /],
      ] as const) {
        await terminal.press(key);
        expect(await terminal.until(seen)).toMatch(ascii);
      }
    });
  });
});

/** The sign of a row that is still being looked at. */
const underWay = /^ […\u2800-\u28ff] /m;

inBoxes("keys of the guide", () => {
  it("edits the names as a shell's line, and takes a paste with line ends as one line", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await walkToNames(terminal);
      const steps: readonly (readonly [keys: readonly string[], text: string])[] = [
        [["b.example.com"], "b.example.com"],
        [["Home", "a", "-"], "a-b.example.com"],
        [["End", ","], "a-b.example.com,"],
        [["C-a", "Delete"], "-b.example.com,"],
        [["DC"], "b.example.com,"],
        [["C-e", "BSpace"], "b.example.com"],
        [[" ", "c.example.com"], "b.example.com c.example.com"],
        [["C-w"], "b.example.com"],
        [["Left", "Left", "Left", "Left", "C-k"], "b.example."],
        [["org", "C-a", "Right", "Right", "C-u"], "example.org"],
        [["C-e", "C-w"], ""],
      ];
      for (const [keys, text] of steps) {
        await terminal.press(...keys);
        await expect
          .poll(async () => typedIn(await terminal.screen()), { message: keys.join(" ") })
          .toBe(text);
      }
      await terminal.paste("one.example.com\r\ntwo.example.com\nthree.example.com\n");
      const pasted = await terminal.until(/three\.example\.com/);
      expect(typedIn(pasted)).toBe("one.example.com two.example.com three.example.com");
      expect(pasted).toContain("What name");
    });
  });

  it("explains every screen: ? or F1 opens the help, and the same key, Esc or Enter closes it", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await terminal.until(looked);
      const screens = [/This box is ready/, ...questions, reviewed];
      for (const [place, screen] of screens.entries()) {
        await terminal.until(screen);
        await expect.poll(() => terminal.screen()).not.toMatch(underWay);
        const before = await terminal.screen();
        const keys = before.includes("F1 help") ? ["F1"] : ["?", "F1"];
        for (const key of keys) {
          for (const close of [key, "Escape", "Enter"]) {
            await terminal.press(key);
            await terminal.until(/── Help: /);
            await terminal.press(close);
            await expect.poll(() => terminal.screen()).toBe(before);
          }
        }
        if (place < screens.length - 1) await terminal.press("Enter");
      }
    });
  });
});
