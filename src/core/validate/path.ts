import { show } from "./show.ts";
import { accept, refuse, refuseWith, type Validator } from "./verdict.ts";

/** Bytes, as Linux counts them: PATH_MAX without the closing NUL, and NAME_MAX. */
const longest = { path: 4095, name: 255 };

/** An absolute path in plain segments, of characters that mean nothing in any configuration file or shell. */
export const validatePath: Validator = (text) => {
  if (text === "") return refuseWith("a path is missing; give one such as /etc/ssl/node.pem.");
  if (!text.startsWith("/")) return refuse(text, "give the whole path, beginning with /.");
  const stranger = /[^\p{L}\p{M}\p{N}._@+:,=~/-]/u.exec(text)?.[0];
  if (stranger !== undefined) return refuse(text, `a path may not hold ${named(stranger)}.`);
  if (bytesOf(text) > longest.path) return refuse(text, `a path has at most ${longest.path} bytes.`);
  if (text.endsWith("/")) return refuse(text, "this is a folder; give the file.");
  const segments = text.slice(1).split("/");
  if (segments.some((segment) => segment === ".." || segment === "." || segment === "")) {
    return refuse(text, "write the path without //, /./ and /../ in it.");
  }
  if (segments.some((segment) => bytesOf(segment) > longest.name))
    return refuse(text, `a name between two / has at most ${longest.name} bytes.`);
  return accept(text);
};

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

function named(character: string): string {
  return character === " " ? "a space" : show(character);
}
