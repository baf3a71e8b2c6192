/** Where a byte that is no UTF-8 goes: U+DC80 to U+DCFF, lone surrogates, which no valid text has (PEP 383). */
const offset = 0xdc00;

/** The text of any file's bytes. What is no UTF-8 in it, such as a remark in Latin-1, `bytesOf` gives back byte by byte. */
export function textOf(bytes: Uint8Array): string {
  // A run of bytes above ASCII is UTF-8 as a whole or not.
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\x80-\xff]+/g, (run) => {
      const letters = Buffer.from(run, "latin1");
      const text = letters.toString("utf8");
      if (Buffer.from(text).equals(letters)) return text;
      return Array.from(letters, (byte) => String.fromCharCode(offset + byte)).join("");
    });
}

/** The bytes of a text, also of one that `textOf` made of bytes that are no UTF-8. */
export function bytesOf(text: string): Buffer {
  const parts = text.split(/([\udc80-\udcff]+)/u);
  return Buffer.concat(
    parts.map((part, place) =>
      place % 2 === 0 ? Buffer.from(part) : Buffer.from([...part].map((each) => each.charCodeAt(0) - offset)),
    ),
  );
}
