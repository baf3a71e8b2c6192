/** What JSON lets stand as it is, and a terminal would obey, or turn the direction of reading at. */
const obeyed = /[\u007f-\u009f\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** A value as the one JSON object of a result. Of what came from outside nothing is lost: it stands there as an escape. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    obeyed,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
