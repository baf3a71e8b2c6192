import type { ApacheFacts, Listen } from "./apache-facts.ts";
import { places } from "./places.ts";
import type { Located } from "./read-configuration.ts";

/** Where Apache listens once these modules are loaded, our own lines left out. Pure. */
export function listensOf(
  configuration: readonly Located[],
  modules: readonly string[],
): ApacheFacts["listens"] {
  const lines = effective(configuration, modules).filter(
    ({ name, file }) => /^listen$/i.test(name) && file !== places.link && file !== places.lateLink,
  );
  return lines.flatMap(({ args: [where = ""] }) => listenOf(where));
}

function listenOf(where: string): readonly Listen[] {
  const [, address = "*", port = ""] = /^(?:(\[[^\]]*\]|[^:[\]]+):)?(\d+)$/.exec(where) ?? [];
  if (port === "") return [];
  const any = address === "0.0.0.0" || address === "[::]";
  return [{ address: any ? "*" : address.toLowerCase(), port: Number(port) }];
}

/** Directives that say how many connections Apache holds. */
const roomNames = ["ServerLimit", "ThreadLimit", "ThreadsPerChild", "MaxRequestWorkers", "MaxSpareThreads"];

/** Their values, the last word of each. Pure. */
export function roomOf(
  configuration: readonly Located[],
  modules: readonly string[],
): Readonly<Record<string, number>> {
  const lines = effective(configuration, modules);
  const said = roomNames.flatMap((name) => {
    const value = lines.findLast((line) => line.name.toLowerCase() === name.toLowerCase())?.args[0];
    return value === undefined ? [] : [[name, Number(value)] as const];
  });
  return Object.fromEntries(said);
}

/** The lines that count for the whole server. */
function effective(configuration: readonly Located[], modules: readonly string[]): readonly Located[] {
  return unfolded(configuration, modules).filter(({ block }) => block === undefined);
}

/** Lines and sections, those of loaded modules in the place of their `<IfModule>`. Pure. */
export function unfolded(configuration: readonly Located[], modules: readonly string[]): readonly Located[] {
  return configuration.flatMap((line): readonly Located[] => {
    const { name, args, block } = line;
    if (block === undefined || !/^IfModule$/i.test(name)) return [line];
    const [said = ""] = args;
    const module = said
      .replace(/^!/, "")
      .replace(/^mod_(.*)\.c$/, "$1")
      .replace(/_module$/, "");
    return modules.includes(module) === said.startsWith("!") ? [] : unfolded(block, modules);
  });
}
