import fc from "fast-check";

/** What may be written: no control characters, no braces, and not all kinds of quotes at once. */
export const writable = fc
  .string({ unit: "grapheme" })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out.
  .filter((text) => !/[\u0000-\u001f\u007f{}]/.test(text))
  .filter((text) => !(text.includes("`") && /["\\]/.test(text)));
