import { systemRoots } from "../../core/backend-trust.ts";
import { withoutValues } from "../../core/without-values.ts";
import type { Host, RunResult } from "../../host/host.ts";
import { isAsShipped } from "../as-shipped.ts";
import type { EnvironmentOf } from "../proxy.ts";
import { sitesOf, withoutWrites } from "./adapted.ts";
import type { CaddyFacts } from "./caddy-facts.ts";
import { type TopLevel, topLevelOf } from "./caddyfile.ts";
import { readTest } from "./config-test.ts";
import { identity } from "./identity.ts";
import { places } from "./places.ts";

/**
 * Looks at Caddy and at what the operator serves with it; changes nothing. What the Caddyfile takes from variables may be
 * secrets: Caddy gets them in its environment, as from its unit. Of what it reads only the hosts and ports of its sites are
 * kept, and of what it says against it no value.
 */
export async function probeCaddy(host: Host, environmentOf: EnvironmentOf): Promise<CaddyFacts> {
  const trustStore = (await host.stat(systemRoots)) !== undefined;
  const said = await ask(host, ["version"]);
  const version = said.code === 0 ? /^v?(\d+(?:\.\d+)+)/.exec(said.stdout.trim())?.[1] : undefined;
  if (version === undefined) return { caddyfile: "stock", sites: [], trustStore };
  const { includesOurs, ...file } = await caddyfileOf(host);
  // The stock file has one site, for every name on port 80, and it goes.
  if (file.caddyfile !== "operators") return { version, ...file, sites: [], trustStore };
  const read = await readOrExplain(host, await environmentOf(identity.unit), includesOurs);
  return { version, ...file, ...read, trustStore };
}

async function caddyfileOf(
  host: Host,
): Promise<Pick<CaddyFacts, "caddyfile" | "closed"> & { readonly includesOurs?: boolean }> {
  const there = await host.stat(places.main);
  if (there === undefined) return { caddyfile: "absent" };
  if (await isAsShipped(host, places.main, ["caddy"])) return { caddyfile: "stock" };
  const top = topLevelOf((await host.readFile(places.main))?.toString("utf8") ?? "");
  const link = there.kind === "symlink" ? ({ closed: "link" } as const) : {};
  const open = top.withoutBraces ? ({ closed: "without-braces" } as const) : link;
  const includesOurs = top.imports.includes(places.site);
  return { caddyfile: isOurs(top) ? "ours" : "operators", includesOurs, ...open };
}

function isOurs({ imports, blocks, options, withoutBraces }: TopLevel): boolean {
  return imports.length === 1 && imports[0] === places.site && blocks === 0 && !options && !withoutBraces;
}

async function readOrExplain(
  host: Host,
  env: Readonly<Record<string, string>>,
  includesOurs = false,
): Promise<Pick<CaddyFacts, "sites" | "otherPorts" | "failure" | "doubt">> {
  const { code, stdout, stderr } = await ask(host, ["adapt", "--config", places.main], env);
  const fault = faultIn(stderr, env);
  if (code !== 0) return { sites: [], ...(fault !== undefined && { failure: fault }) };
  const seen = sitesOf(stdout);
  // Of ours nothing is asked: it is about to be mended.
  if (includesOurs) return seen;
  // What makes sense may still not start: a certificate that is not there.
  const test = await host.run(readTest, { input: withoutWrites(stdout), env, timeout: 30_000 });
  const doubt = test.code === 0 ? undefined : faultIn(test.stderr, env);
  return { ...seen, ...(doubt !== undefined && { doubt }) };
}

/** Undefined for one that names our own file: this run is about to mend it. */
function faultIn(stderr: string, env: Readonly<Record<string, string>>): string | undefined {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  return said.includes(places.site) ? undefined : withoutValues(said, env);
}

/**
 * With the home that its service has: a Caddyfile may say {$HOME}. Whatever it is asked, a library in it makes a folder of
 * its own, by default `.step` in the home; a folder that is there spares that.
 */
function ask(
  host: Host,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  return host.run(["caddy", ...args], { env: { HOME: places.home, ...env, STEPPATH: "/" }, timeout: 30_000 });
}
