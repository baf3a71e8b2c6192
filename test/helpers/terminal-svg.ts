import type { IBufferCell, Terminal } from "@xterm/headless";

/** The 16 colours of a terminal, on a dark ground. */
const palette = [
  "#1d1f28",
  "#f8716f",
  "#5fd38d",
  "#e6c35c",
  "#6fa8ff",
  "#c792ea",
  "#56d3dd",
  "#d5d8e0",
  "#6b7089",
  "#ff8a88",
  "#7ee6a8",
  "#f5d97e",
  "#93bfff",
  "#dbb0f5",
  "#86e6ee",
  "#ffffff",
] as const;
const ground = "#12141c";
/** Shows where the picture ends on a page that is dark itself. */
const edge = "#3b4052";
const ink = "#d5d8e0";

/** In px. Letters of nearly every monospaced font are 0.6 em wide, and half a line is as high as a cell is wide. */
const cellWidth = 9;
const lineHeight = 18;
const fontSize = 15;
const baseline = 14;
const padding = 12;

/** Signs that are drawn as shapes, so that they meet without gaps in any font: which part of the line they fill. */
const bands = [
  { signs: "█▀", top: 0, height: lineHeight / 2 },
  { signs: "█▄", top: lineHeight / 2, height: lineHeight / 2 },
  { signs: "─", top: lineHeight / 2, height: 1 },
] as const;
const shapes = new Set(bands.flatMap(({ signs }) => [...signs]));

interface Cell {
  readonly text: string;
  readonly column: number;
  readonly columns: number;
  readonly style: string;
}

/** Where the cursor stands, from 0. */
export interface CursorPlace {
  readonly column: number;
  readonly row: number;
}

/** What a terminal shows as an SVG picture in the 16 colours; its text can be selected. */
export function terminalSvg(terminal: Terminal, cursor?: CursorPlace): string {
  const width = terminal.cols * cellWidth + 2 * padding;
  const height = terminal.rows * lineHeight + 2 * padding;
  const font = `font-family="ui-monospace, monospace" font-size="${fontSize}"`;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const rows = Array.from({ length: terminal.rows }, (_, row) => cellsOf(terminal, row));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font} fill="${ink}">`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${ground}" stroke="${edge}"/>`,
    ...(cursor === undefined ? [] : [cursorSvg(cursor)]),
    ...rows.flatMap(textSvg),
    ...shapesSvg(rows),
    "</svg>\n",
  ].join("\n");
}

function cursorSvg({ column, row }: CursorPlace): string {
  return `<rect x="${xOf(column)}" y="${yOf(row)}" width="${cellWidth}" height="${lineHeight}" opacity=".5"/>`;
}

function textSvg(cells: readonly Cell[], row: number): readonly string[] {
  const y = yOf(row) + baseline;
  return words(cells).map(
    ({ text, column, columns, style }) =>
      `<text x="${xOf(column)}" y="${y}" textLength="${columns * cellWidth}"${style}>${escaped(text)}</text>`,
  );
}

/** One path for all shapes of the same look. */
function shapesSvg(rows: readonly (readonly Cell[])[]): readonly string[] {
  const outlines = rows.flatMap((cells, row) =>
    bands.flatMap(({ signs, top, height }) => {
      const isHere = ({ text }: Cell) => [...text].every((sign) => signs.includes(sign));
      return joined(cells, (cell, last) => isHere(cell) && isHere(last) && cell.style === last.style)
        .filter(isHere)
        .map(({ column, columns, style }) => {
          const width = columns * cellWidth;
          return { style, d: `M${xOf(column)} ${yOf(row) + top}h${width}v${height}h-${width}z` };
        });
    }),
  );
  return [...Map.groupBy(outlines, ({ style }) => style)].map(
    ([style, same]) => `<path shape-rendering="crispEdges"${style} d="${same.map(({ d }) => d).join("")}"/>`,
  );
}

/**
 * Text is cut where its look changes, at gaps, and around every sign that a font may lack and borrow from another one
 * in another width: each piece is put into its own place, and none can shift what stands right of it.
 */
function words(cells: readonly Cell[]): readonly Cell[] {
  const isWord = (cell: Cell) => /^[\u0020-\u00ff]+$/.test(cell.text);
  const spelled = cells.filter(({ text }) => !shapes.has(text));
  const inside = spelled.filter(
    ({ text, column }, index) =>
      text !== " " || (spelled[index + 1]?.column === column + 1 && spelled[index + 1]?.text !== " "),
  );
  return joined(
    inside,
    (cell, last) =>
      isWord(cell) && isWord(last) && cell.style === last.style && cell.column === last.column + last.columns,
  )
    .map(trimmed)
    .filter(({ text }) => text !== "");
}

function trimmed(run: Cell): Cell {
  const text = run.text.trim();
  const before = run.text.length - run.text.trimStart().length;
  return { ...run, text, column: run.column + before, columns: run.columns - run.text.length + text.length };
}

/** Neighbours that belong together as one. */
function joined(cells: readonly Cell[], belongs: (cell: Cell, last: Cell) => boolean): readonly Cell[] {
  const runs: Cell[] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last === undefined || !belongs(cell, last)) runs.push(cell);
    else
      runs[runs.length - 1] = { ...last, text: last.text + cell.text, columns: last.columns + cell.columns };
  }
  return runs;
}

function cellsOf(terminal: Terminal, row: number): readonly Cell[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  return Array.from({ length: terminal.cols }, (_, column) => {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) return [];
    return [{ text: cell.getChars() || " ", column, columns: cell.getWidth(), style: styleOf(cell) }];
  }).flat();
}

function styleOf(cell: IBufferCell): string {
  const fill = cell.isFgPalette() ? palette[cell.getFgColor()] : undefined;
  return [
    fill === undefined ? "" : ` fill="${fill}"`,
    cell.isBold() ? ' font-weight="bold"' : "",
    cell.isDim() ? ' opacity=".65"' : "",
  ].join("");
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
}

function xOf(column: number): number {
  return padding + column * cellWidth;
}

function yOf(row: number): number {
  return padding + row * lineHeight;
}
