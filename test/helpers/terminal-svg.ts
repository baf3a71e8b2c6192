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
const ink = "#d5d8e0";
const cellWidth = 8.4;
const lineHeight = 18;

interface Run {
  readonly text: string;
  readonly column: number;
  readonly columns: number;
  readonly style: string;
}

/** The frame that a terminal shows as an SVG picture: text and the 16 colours, nothing else. */
export function terminalSvg(terminal: Terminal): string {
  const width = terminal.cols * cellWidth + 24;
  const height = terminal.rows * lineHeight + 24;
  const rows = Array.from({ length: terminal.rows }, (_, row) => rowSvg(terminal, row)).join("");
  const frame = `<rect width="100%" height="100%" rx="8" fill="${ground}"/>`;
  const font = 'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" ${font} fill="${ink}">${frame}\n${rows}</svg>\n`;
}

function rowSvg(terminal: Terminal, row: number): string {
  const y = 12 + row * lineHeight + 14;
  return runsOf(terminal, row)
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, column, columns, style }) => {
      const x = round(12 + column * cellWidth);
      const length = round(columns * cellWidth);
      return `<text x="${x}" y="${y}" textLength="${length}" xml:space="preserve"${style}>${escaped(text)}</text>\n`;
    })
    .join("");
}

/** A row cut where its look changes. */
function runsOf(terminal: Terminal, row: number): readonly Run[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const text = cell.getChars() || " ";
    const last = runs.at(-1);
    if (last?.style === style) {
      runs[runs.length - 1] = { ...last, text: last.text + text, columns: last.columns + cell.getWidth() };
    } else {
      runs.push({ text, column, columns: cell.getWidth(), style });
    }
  }
  return runs.map((run) => {
    const text = run.text.trimEnd();
    return { ...run, text, columns: run.columns - (run.text.length - text.length) };
  });
}

function styleOf(cell: IBufferCell): string {
  const fill = cell.isFgPalette() ? palette[cell.getFgColor()] : undefined;
  return [
    fill === undefined ? "" : ` fill="${fill}"`,
    cell.isBold() ? ' font-weight="bold"' : "",
    cell.isDim() ? ' opacity="0.65"' : "",
  ].join("");
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
