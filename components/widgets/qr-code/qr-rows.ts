import { encode } from "uqr";

/**
 * A QR code (ISO/IEC 18004) in half blocks, one string a row. A block is a light module: on a dark terminal the code
 * is dark on light, with the margin of one module that readers get along with. Undefined where the text is too long
 * for so many columns.
 */
export function qrRows(text: string, columns: number): readonly string[] | undefined {
  const { data, size } = encode(text, { ecc: "L", border: 1 });
  if (size > columns) return undefined;
  const isLight = (y: number, x: number) => data[y]?.[x] !== true;
  const rows: string[] = [];
  for (let y = 0; y < size; y += 2) {
    let row = "";
    for (let x = 0; x < size; x += 1) {
      const lower = y + 1 < size && isLight(y + 1, x);
      row += isLight(y, x) ? (lower ? "█" : "▀") : lower ? "▄" : " ";
    }
    rows.push(row);
  }
  return rows;
}
