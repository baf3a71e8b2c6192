import type { Edit } from "../../core/step.ts";
import type { CaddyFacts } from "./caddy-facts.ts";
import { caddyPattern } from "./caddy-string.ts";
import { places } from "./places.ts";

const line = `import ${places.site} # wss-setup's endpoint`;
const present = `^import ${caddyPattern(places.site)}(?:[ \\t].*)?$`;

/** The only site of the Caddyfile that the package brings: a welcome page for every name on port 80. */
const welcome = "^:80 \\{$[^]*?^\\}$";

/** The line of the Caddyfile that includes our file: in the welcome page's place, or behind what the operator wrote. */
export function importEdits({ caddyfile }: Pick<CaddyFacts, "caddyfile">): readonly Edit[] {
  const find = caddyfile === "stock" ? `${present}|${welcome}` : present;
  return [{ find, line, insertAfter: ".*(?![^])" }];
}
