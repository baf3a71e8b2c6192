import type { Host } from "../../host/host.ts";
import { expandGlob } from "../expand-glob.ts";
import { type Directive, parseNginx } from "./grammar.ts";

/** A directive and the file it stands in. */
export interface Located extends Omit<Directive, "block"> {
  readonly file: string;
  readonly block?: readonly Located[];
}

/**
 * The whole configuration as nginx reads it, includes followed in nginx's own order. Not `nginx -T`: that prints nothing
 * at all when any part of the configuration is at fault, and a fault is when it is most needed.
 * @throws SyntaxError that names file and line
 */
export async function readConfiguration(host: Host, file: string): Promise<readonly Located[]> {
  return readFile(host, file, folderOf(file), 0);
}

async function readFile(
  host: Host,
  file: string,
  prefix: string,
  depth: number,
): Promise<readonly Located[]> {
  const bytes = await host.readFile(file);
  if (bytes === undefined) return [];
  if (depth > 20) throw new SyntaxError(`${file}: files include each other without end`);
  try {
    return await locate(host, parseNginx(bytes.toString("utf8")), file, prefix, depth);
  } catch (error) {
    if (error instanceof SyntaxError && error.message.startsWith("line ")) {
      throw new SyntaxError(`${file}, ${error.message}`);
    }
    throw error;
  }
}

async function locate(
  host: Host,
  directives: readonly Directive[],
  file: string,
  prefix: string,
  depth: number,
): Promise<readonly Located[]> {
  const found: Located[] = [];
  for (const { name, args, block } of directives) {
    const target = args[0];
    if (name === "include" && target !== undefined) {
      found.push({ name, args, file });
      for (const path of await expandGlob(host, target.startsWith("/") ? target : `${prefix}/${target}`)) {
        found.push(...(await readFile(host, path, prefix, depth + 1)));
      }
    } else if (block === undefined) found.push({ name, args, file });
    else found.push({ name, args, file, block: await locate(host, block, file, prefix, depth) });
  }
  return found;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}
