import { systemRoots } from "../../core/backend-trust.ts";
import type { Host, RunResult } from "../../host/host.ts";
import { isAsShipped } from "../as-shipped.ts";
import { sitesOf } from "./adapted.ts";
import type { CaddyFacts } from "./caddy-facts.ts";
import { type TopLevel, topLevelOf } from "./caddyfile.ts";
import { configTest } from "./config-test.ts";
import { places } from "./places.ts";

/** Looks at Caddy and at what the operator serves with it; changes nothing. */
export async function probeCaddy(host: Host): Promise<CaddyFacts> {
  const trustStore = (await host.stat(systemRoots)) !== undefined;
  const said = await ask(host, ["version"]);
  const version = said.code === 0 ? /^v?(\d+(?:\.\d+)+)/.exec(said.stdout.trim())?.[1] : undefined;
  if (version === undefined) return { caddyfile: "stock", sites: [], trustStore };
  const { includesOurs, ...file } = await caddyfileOf(host);
  // The stock file has one site, for every name on port 80, and it goes.
  const read = file.caddyfile === "operators" ? await readOrExplain(host, includesOurs) : { sites: [] };
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
  includesOurs = false,
): Promise<Pick<CaddyFacts, "sites" | "otherPorts" | "failure">> {
  const { code, stdout, stderr } = await ask(host, ["adapt", "--config", places.main]);
  if (code !== 0) return { sites: [], failure: lastLine(stderr) };
  // What makes sense may still not start: a certificate that is not there. Of ours nothing is said: it is about to be mended.
  const test = includesOurs ? undefined : await host.run(configTest.argv, { timeout: 30_000 });
  const failure = test === undefined || test.code === 0 ? {} : { failure: lastLine(test.stderr) };
  return { ...sitesOf(stdout), ...failure };
}

function lastLine(said: string): string {
  return said.trim().split("\n").at(-1) ?? "";
}

/** Whatever it is asked, a library in it makes a folder of its own, by default `.step` in the home; a folder that is there spares that. */
function ask(host: Host, args: readonly string[]): Promise<RunResult> {
  return host.run(["caddy", ...args], { env: { STEPPATH: "/" }, timeout: 30_000 });
}
