import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A line of source, by the file it stands in, that the linter must refuse: it breaks the direction of imports. */
const forbidden: readonly (readonly [file: string, source: string])[] = [
  ["src/core/x.ts", 'export { readFile } from "node:fs/promises";'],
  ["src/core/x.ts", 'export const module = import("node:child_process");'],
  ["src/core/x.ts", 'export { connect } from "node:net";'],
  ["src/core/x.ts", 'import * as net from "node:net";\nexport const { connect } = net;'],
  ["src/core/x.ts", 'export { randomBytes } from "node:crypto";'],
  ["src/core/x.ts", 'export type { Host } from "../host/host.ts";'],
  ["src/core/x.ts", 'export { nginx } from "../proxies/nginx/nginx.ts";'],
  ["src/core/x.ts", 'export { execa } from "execa";'],
  ["src/core/x.ts", 'export { Text } from "ink";'],
  ["src/core/x.ts", "export const now = Date.now();"],
  ["src/core/x.ts", "export const clock = Date.now;"],
  ["src/core/x.ts", "export const now = new Date();"],
  ["src/core/x.ts", "export const chance = Math.random();"],
  ["src/core/x.ts", "export const home = process.env.HOME;"],
  ["src/core/x.ts", 'export const page = fetch("http://localhost");'],
  ["src/core/x.ts", "setTimeout(() => undefined, 1);\nexport {};"],
  ["src/core/x.ts", "export const hidden = globalThis;"],
  ["src/core/deep/x.ts", 'export type { Host } from "../../host/host.ts";'],
  ["src/proxies/caddy/x.ts", 'export { readFile } from "node:fs/promises";'],
  ["src/proxies/caddy/x.ts", 'export { RealHost } from "../../host/real-host.ts";'],
  ["src/proxies/caddy/x.ts", 'export { site } from "../nginx/site.ts";'],
  ["src/proxies/caddy/x.ts", 'export { systemd } from "../../services/systemd.ts";'],
  ["src/proxies/caddy/x.ts", 'export { createHash } from "node:crypto";'],
  ["src/firewalls/x.ts", 'export { execa } from "execa";'],
  ["src/services/x.ts", 'export { connect } from "node:net";'],
  ["src/platforms/x.ts", 'export { spawn } from "node:child_process";'],
  ["src/certificates/own-ca/x.ts", 'export { readFile } from "node:fs/promises";'],
  ["src/certificates/own-ca/x.ts", 'export { iptables } from "../../firewalls/iptables.ts";'],
  ["src/certificates/own-ca/x.ts", 'export { planSelfSigned } from "../self-signed/plan.ts";'],
  ["src/verify/x.ts", 'export { connect } from "node:tls";'],
  ["src/probe/x.ts", 'export { readFileSync } from "node:fs";'],
  ["src/interpreters/apply/x.ts", 'export const module = import("execa");'],
  ["src/wizard/x.ts", 'export { spawn } from "node:child_process";'],
  ["src/x.ts", 'export { readFile } from "node:fs/promises";'],
  ["components/screens/x.tsx", 'export type { Host } from "../../src/host/host.ts";'],
  ["components/screens/x.tsx", 'export { preview } from "../../src/interpreters/preview/preview.ts";'],
  ["components/x.tsx", 'export { probe } from "../src/probe/probe.ts";'],
  ["components/x.tsx", 'export { readFile } from "node:fs/promises";'],
  ...readdirSync(join(root, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "host")
    .map(({ name }) => [`src/${name}/x.ts`, 'export { writeFile } from "node:fs/promises";'] as const),
];

/** The same for what the architecture allows, so that the rules are seen to tell one from the other. */
const allowed: readonly (readonly [file: string, source: string])[] = [
  ["src/core/x.ts", 'export { isIP } from "node:net";'],
  ["src/core/x.ts", 'export { domainToASCII } from "node:url";'],
  ["src/core/x.ts", 'export { createHash } from "node:crypto";'],
  ["src/core/x.ts", 'export { z } from "zod";'],
  ["src/core/x.ts", 'export { parse } from "yaml";'],
  ["src/core/x.ts", 'export const then = new Date("2026-01-01").getTime() + Math.max(1, 2);'],
  ["src/proxies/caddy/x.ts", 'export type { Host } from "../../host/host.ts";'],
  ["src/proxies/caddy/x.ts", 'export { site } from "./site.ts";\nexport type { Proxy } from "../proxy.ts";'],
  ["src/proxies/caddy/x.ts", 'export { paths } from "../../core/paths.ts";'],
  ["src/certificates/own-ca/x.ts", 'export { createHash } from "node:crypto";'],
  ["src/certificates/own-ca/x.ts", 'import forge from "node-forge";\nexport const { pki } = forge;'],
  ["src/certificates/own-ca/x.ts", 'export { issueLeaf } from "../x509/leaf.ts";'],
  ["src/host/x.ts", 'export { readFile } from "node:fs/promises";'],
  ["src/verify/x.ts", 'export { proxyById } from "../proxies/index.ts";'],
  [
    "components/screens/x.tsx",
    'export { Text } from "ink";\nexport { paths } from "../../src/core/paths.ts";',
  ],
];

const rules = ["lint/style/noRestrictedImports", "lint/style/noRestrictedGlobals", "plugin"];
const folder = mkdtempSync(join(tmpdir(), "wss-setup-architecture-"));
const refused = new Set<string>();

/** Each line of source in a file of its own: `src/core/x.ts` becomes `src/core/forbidden-3-x.ts`. */
function place(kind: string, index: number, file: string): string {
  return join(dirname(file), `${kind}-${index}-${file.split("/").at(-1)}`);
}

interface LintReport {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string };
  }[];
}

beforeAll(() => {
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
  cpSync(join(root, "lint"), join(folder, "lint"), { recursive: true });
  for (const [kind, cases] of [["forbidden", forbidden] as const, ["allowed", allowed] as const]) {
    cases.forEach(([file, source], index) => {
      const path = join(folder, place(kind, index, file));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${source}\n`);
    });
  }
  const biome = join(root, "node_modules/.bin/biome");
  const lint = spawnSync(
    biome,
    ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none"],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  for (const { category, location } of (JSON.parse(lint.stdout) as LintReport).diagnostics) {
    if (rules.includes(category)) refused.add(location.path);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the linter refuses", () => {
  test.each(forbidden.map(([file, source], index) => [file, source, index] as const))(
    "in %s: %s",
    (file, _source, index) => expect(refused).toContain(place("forbidden", index, file)),
  );
});

describe("the linter accepts", () => {
  test.each(allowed.map(([file, source], index) => [file, source, index] as const))(
    "in %s: %s",
    (file, _source, index) => expect(refused).not.toContain(place("allowed", index, file)),
  );
});

test("the host port is types alone, so that plug-ins, which may import it, get no way to the machine", async () => {
  expect(Object.keys(await import("../src/host/host.ts"))).toEqual([]);
});

describe("the lock file", () => {
  interface Locked {
    readonly resolved?: string;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };

  test("names no place that packages are fetched from", () => {
    expect(Object.keys(packages).length).toBeGreaterThan(50);
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  test("knows the optional packages of every platform, without which `npm ci` refuses it", () => {
    const optional = Object.values(packages).flatMap((locked) =>
      Object.keys(locked.optionalDependencies ?? {}),
    );
    expect(optional).toContain("@biomejs/cli-darwin-arm64");
    expect(optional.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([]);
  });
});
