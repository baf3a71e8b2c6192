import { show } from "./validate/show.ts";

/** Which fields came from a flag: path in the answers (`certificate.days`) to the flag (`--days`). */
export type GivenFlags = Readonly<Record<string, string>>;

/** The name of a field for a message: as the file has it (`names[1]`), or the flag that it came from. */
export function fieldName(path: readonly PropertyKey[], given: GivenFlags = {}): string {
  for (let length = path.length; length > 0; length--) {
    const field = dotted(path.slice(0, length));
    if (Object.hasOwn(given, field)) return given[field] ?? field;
  }
  return dotted(path);
}

function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === "number") return `${name}[${part}]`;
    const key = /^[\w-]{1,60}$/.test(String(part)) ? String(part) : `"${show(String(part))}"`;
    return name === "" ? key : `${name}.${key}`;
  }, "");
}
