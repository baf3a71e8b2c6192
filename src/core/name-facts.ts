import type { NameFacts } from "./facts.ts";

/** What is known of a name; undefined: it was not looked up. A name may be a word that every object knows, as `constructor`. */
export function nameFacts(names: Readonly<Record<string, NameFacts>>, name: string): NameFacts | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
