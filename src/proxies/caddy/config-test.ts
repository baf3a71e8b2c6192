import { inScratch } from "../../core/in-scratch.ts";
import type { ConfigTest } from "../../core/step.ts";
import { identity } from "./identity.ts";
import { places } from "./places.ts";

/**
 * Caddy's test as the user that the service has. It provisions every module, which makes authorities and databases where
 * there are none yet, and stumbles over those that a running Caddy has locked: so it gets a storage of its own.
 */
function validate(config: string): readonly string[] {
  return ["runuser", "-u", places.user, "--", ...inScratch(["caddy", "validate", "--config", config])];
}

export const configTest: ConfigTest = {
  argv: validate(places.main),
  program: "caddy",
  environmentOf: identity.unit,
};

/** The same for a configuration that comes over stdin, in Caddy's own JSON. */
export const readTest: readonly string[] = validate("-");
