import type { NameFacts } from "./facts.ts";

/** What is known of a name; undefined: it was not looked up. A name may be a word that every object knows, as `constructor`. */
export function nameFacts(names: Readonly<Record<string, NameFacts>>, name: string): NameFacts | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** What helps where nobody could tell where a name leads. */
export const whereNoServerAnswers = "look at /etc/resolv.conf";

/** How the message begins where nobody could tell where a name leads; the reason follows. */
export function notLookedUp(name: string): string {
  return `the name ${name} could not be looked up: `;
}

/** The reason alone, for whoever has named the name already. */
export function reasonOf(error: unknown, name: string): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.replace(notLookedUp(name), "");
}
