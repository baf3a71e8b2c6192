import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";
import { describe, expect, it } from "vitest";
import { walkDemo } from "../../scripts/gallery/walk.ts";
import { type CursorPlace, terminalSvg } from "../helpers/terminal-svg.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const esc = "\u{1b}";

/** The picture of a small terminal in which this was written, a row a line. */
async function drawn(lines: readonly string[], cursor?: CursorPlace): Promise<string> {
  const terminal = new xterm.Terminal({ cols: 20, rows: lines.length, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(lines.join("\r\n"), resolve));
  return terminalSvg(terminal, cursor);
}

/** Every piece of text by the cell it begins in: a cell is 9x18 px, the margin 12, the baseline 14 below the top. */
function textsOf(svg: string) {
  const texts = svg.matchAll(/<text x="(\d+)" y="(\d+)" textLength="(\d+)"([^>]*)>([^<]*)<\/text>/g);
  return [...texts].map(([, x, y, length, style = "", text]) => ({
    column: (Number(x) - 12) / 9,
    row: (Number(y) - 12 - 14) / 18,
    columns: Number(length) / 9,
    text,
    ...(style === "" ? {} : { style: style.trim() }),
  }));
}

/** The rectangles that shapes are made of, in px from the first cell's corner. */
function rectanglesOf(svg: string) {
  return [...svg.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z/g)].map((match) => {
    const [x = 0, y = 0, width, height, back] = match.slice(1).map(Number);
    expect(back).toBe(width);
    return [x - 12, y - 12, width, height];
  });
}

describe("the picture of a terminal", () => {
  it("has each piece of text in its cell and in its colour", async () => {
    const svg = await drawn([
      "",
      `  one two   ${esc}[32mgreen${esc}[39m`,
      `${esc}[1;36mbold${esc}[0m${esc}[2mdim${esc}[0m ${esc}[97mwhite`,
    ]);
    expect(textsOf(svg)).toEqual([
      { column: 2, row: 1, columns: 7, text: "one two" },
      { column: 12, row: 1, columns: 5, text: "green", style: 'fill="#5fd38d"' },
      { column: 0, row: 2, columns: 4, text: "bold", style: 'fill="#56d3dd" font-weight="bold"' },
      { column: 4, row: 2, columns: 3, text: "dim", style: 'opacity=".65"' },
      { column: 8, row: 2, columns: 5, text: "white", style: 'fill="#ffffff"' },
    ]);
  });

  it("gives signs that fonts lack, and letters of two cells, a place of their own", async () => {
    expect(textsOf(await drawn(["✓ done", "a字b…"]))).toEqual([
      { column: 0, row: 0, columns: 1, text: "✓" },
      { column: 2, row: 0, columns: 4, text: "done" },
      { column: 0, row: 1, columns: 1, text: "a" },
      { column: 1, row: 1, columns: 2, text: "字" },
      { column: 3, row: 1, columns: 1, text: "b" },
      { column: 4, row: 1, columns: 1, text: "…" },
    ]);
  });

  it("escapes what XML reads as its own", async () => {
    const [text, ...others] = textsOf(await drawn(["a<b> && \"c\" 'd'"]));
    expect(others).toEqual([]);
    expect(text?.text).toBe("a&lt;b&gt; &amp;&amp; \"c\" 'd'");
  });

  it("draws blocks and rules as shapes that meet, the module of a QR code as a square", async () => {
    const svg = await drawn(["x──", ` ${esc}[97m█▀ ▄`]);
    expect(textsOf(svg)).toEqual([{ column: 0, row: 0, columns: 1, text: "x" }]);
    expect(rectanglesOf(svg)).toEqual([
      [9, 9, 18, 1],
      [9, 18, 18, 9],
      [9, 27, 9, 9],
      [36, 27, 9, 9],
    ]);
    expect(svg).toMatch(/<path [^>]*fill="#ffffff" d="M21 30h/);
  });

  it("shows the cursor where it stands, and none where it is hidden", async () => {
    const place = '<rect x="39" y="30" width="9" height="18"';
    expect(await drawn(["a", "b"], { column: 3, row: 1 })).toContain(place);
    expect(await drawn(["a", "b"])).not.toContain(place);
  });
});

describe("the gallery", () => {
  const pictures = readdirSync(`${root}docs/pictures`);
  const shown = (file: string, folder: string) =>
    [...readFileSync(root + file, "utf8").matchAll(/!\[[^\]]+\]\(([^)]+\.svg)\)/g)].map(([, path = ""]) => {
      expect(path.startsWith(folder)).toBe(true);
      return path.slice(folder.length);
    });

  it("shows every picture once, none of 30 KB or more", () => {
    expect(shown("docs/gallery.md", "pictures/").toSorted()).toEqual(pictures.toSorted());
    for (const name of pictures) {
      expect(statSync(`${root}docs/pictures/${name}`).size, name).toBeLessThan(30 * 1024);
    }
    const [first] = shown("README.md", "docs/pictures/");
    expect(pictures).toContain(first);
  });

  it("is what the demo shows: a walk through it by its keys finds every screen", async () => {
    const walk = await walkDemo(`${root}dist/launcher.cjs`);
    expect([...walk.keys()].map((name) => `${name}.svg`).toSorted()).toEqual(pictures.toSorted());
    expect(walk.get("done")).toContain(">wss://localhost:");
    for (const svg of walk.values()) expect(textsOf(svg).length).toBeGreaterThan(10);
  });
});
