import { PretendCertbot } from "../../../src/demo/pretend-certbot.ts";
import { PretendIptables } from "../../../src/demo/pretend-iptables.ts";
import { runScript } from "../../../src/demo/pretend-script.ts";
import type { RunOptions, RunResult } from "../../../src/host/host.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { proxies } from "../../../src/proxies/index.ts";
import { aptCache, aptGet } from "./apt.ts";
import { copyCertificate } from "./copy-certificate.ts";
import { dpkg } from "./dpkg.ts";
import { dpkgQuery, md5 } from "./dpkg-query.ts";
import { systemctl } from "./systemd.ts";

type Program = (
  argv: readonly string[],
  host: MemoryHost,
) => Partial<RunResult> | undefined | Promise<Partial<RunResult> | undefined>;

const authority = new PretendCertbot(() => undefined);

/** Whatever would change the box writes through the host, so that each of its changes can be the last. */
const programs: Readonly<Record<string, Program>> = {
  "apt-cache": aptCache,
  "apt-get": aptGet,
  dpkg,
  "dpkg-query": dpkgQuery,
  systemctl,
  iptables,
  ip6tables: iptables,
  find: ([, root = ""], host) => ({ stdout: everythingIn(root, host) }),
  md5sum: async ([, path = ""], host) => ({ stdout: `${md5((await host.readFile(path)) ?? "")}  ${path}\n` }),
  id: () => ({ stdout: "0\n" }),
  ip: (argv) => ({ stdout: argv.includes("address") ? JSON.stringify([link]) : "" }),
  ps: () => ({}),
  sleep: () => ({}),
  ss: () => ({}),
  unshare: () => ({}),
  nginx: installed("/usr/sbin/nginx", () => ({
    stderr: "nginx version: nginx/1.22.1\nbuilt with OpenSSL 3.0.17 (running with OpenSSL 3.0.17 )\n",
  })),
  apache2ctl: installed("/usr/sbin/apache2", apache2ctl),
  haproxy: installed("/usr/sbin/haproxy", () => ({
    stdout: "HAProxy version 2.6.12-1+deb12u2\nRunning on OpenSSL version : OpenSSL 3.0.17\n",
  })),
  caddy: installed("/usr/bin/caddy", ([, verb]) => ({ stdout: verb === "version" ? "2.6.2\n" : "{}\n" })),
  certbot: installed("/usr/bin/certbot", (argv, host) => authority.run(argv, host)),
};

/** A program of the pretend box; undefined where it has none of that name. */
export async function runProgram(
  argv: readonly string[],
  _options: RunOptions,
  host: MemoryHost,
): Promise<Partial<RunResult> | undefined> {
  const [program = ""] = argv;
  if (Object.hasOwn(programs, program)) return programs[program]?.(argv, host);
  // Every proxy's own test of its configuration finds no fault.
  if (proxies.some(({ configTest }) => configTest.argv[0] === program)) return {};
  if (!program.startsWith("/")) return undefined;
  const ran = await copyCertificate(program, host);
  return ran ?? (await runScript(program, host, (each) => host.run(each)));
}

function installed(file: string, program: Program): Program {
  return async (argv, host) => ((await host.stat(file)) === undefined ? undefined : program(argv, host));
}

async function iptables(argv: readonly string[], host: MemoryHost): Promise<RunResult> {
  const file = `/run/${argv[0]}.rules`;
  const before = ((await host.readFile(file))?.toString("utf8") ?? "").trimEnd().split("\n");
  const pretend = new PretendIptables(() => undefined, before);
  const result = pretend.run(argv);
  if (pretend.rules !== before) await host.writeFile(file, `${pretend.rules.join("\n")}\n`, { mode: 0o600 });
  return result;
}

/** Modules by the links that load them. */
async function apache2ctl([, what]: readonly string[], host: MemoryHost): Promise<Partial<RunResult>> {
  if (what === "-V") return { stdout: "Server version: Apache/2.4.62 (Debian)\nServer MPM:     event\n" };
  if (what !== "-M") return {};
  const names = (await host.list("/etc/apache2/mods-enabled")).filter((name) => name.endsWith(".load"));
  const always = ["alias", "authz_core", "dir", "mime", "mpm_event", "setenvif"];
  const loaded = [...always, ...names.map((name) => name.replace(".load", ""))];
  return { stdout: loaded.map((name) => ` ${name}_module (shared)\n`).join("") };
}

function everythingIn(root: string, host: MemoryHost): string {
  return host
    .paths()
    .filter((path) => path.startsWith(`${root}/`))
    .map((path) => `${path}\0`)
    .join("");
}

/** One interface, as `ip -json address` tells it. */
const link = {
  ifname: "eth0",
  flags: ["UP"],
  addr_info: [{ local: "10.0.0.5", scope: "global" }],
};
