import type { Host } from "../../host/host.ts";
import { expandGlob } from "../expand-glob.ts";
import { type Directive, parseApache } from "./grammar.ts";
import { places } from "./places.ts";

/** A directive and the file it stands in. */
export interface Located extends Omit<Directive, "block"> {
  readonly file: string;
  readonly block?: readonly Located[];
}

/**
 * The whole configuration in the order in which Apache reads it, includes followed. For what Apache itself does not
 * tell: where it listens and how many connections it holds.
 * @throws SyntaxError that names file and line
 */
export async function readConfiguration(host: Host, file: string = places.main): Promise<readonly Located[]> {
  return readFile(host, file, 0);
}

async function readFile(host: Host, file: string, depth: number): Promise<readonly Located[]> {
  if ((await host.stat(file))?.kind === "directory") {
    const inside = (await host.list(file)).map((name) => readFile(host, `${file}/${name}`, depth + 1));
    return (await Promise.all(inside)).flat();
  }
  const bytes = await host.readFile(file);
  if (bytes === undefined) return [];
  if (depth > 20) throw new SyntaxError(`${file}: files include each other without end`);
  try {
    return await locate(host, parseApache(bytes.toString("utf8")), file, depth);
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
  depth: number,
): Promise<readonly Located[]> {
  const found: Located[] = [];
  for (const { name, args, block } of directives) {
    const target = args[0];
    if (/^Include(?:Optional)?$/i.test(name) && target !== undefined) {
      for (const path of await expandGlob(
        host,
        target.startsWith("/") ? target : `${places.root}/${target}`,
      )) {
        found.push(...(await readFile(host, path, depth + 1)));
      }
    } else if (block === undefined) found.push({ name, args, file });
    else found.push({ name, args, file, block: await locate(host, block, file, depth) });
  }
  return found;
}
