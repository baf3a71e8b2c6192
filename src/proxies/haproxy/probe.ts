import { systemRoots } from "../../core/backend-trust.ts";
import { setBlock } from "../../core/marked-block.ts";
import type { Host } from "../../host/host.ts";
import { mostOpenFiles } from "../open-files.ts";
import { fileArguments } from "./config-test.ts";
import { parseHaproxy, wordsOf } from "./grammar.ts";
import type { HaproxyFacts } from "./haproxy-facts.ts";
import { marks, places } from "./places.ts";
import { bindsOf, globalOf, heirOf } from "./read-sections.ts";

/** Looks at HAProxy and at what the operator serves with it; changes nothing. */
export async function probeHaproxy(host: Host): Promise<HaproxyFacts> {
  const { code, stdout } = await host.run(["haproxy", "-vv"]);
  const installed = code === 0 ? builtAs(stdout) : undefined;
  const main = await textOf(host, places.main);
  const operators = main === undefined ? "" : setBlock(main, { marks });
  const { otherFile, more, files } = await filesOf(host);
  const read = [{ file: places.main as string, text: operators }, ...files].map(({ file, text }) => ({
    file,
    sections: parseHaproxy(text),
  }));
  const most = await mostOpenFiles(host);
  const failure = installed === undefined || main === undefined ? undefined : await faultOf(host, main, more);
  return {
    ...installed,
    ipv6: (await host.stat("/proc/net/if_inet6")) !== undefined,
    binds: read.flatMap(({ file, sections }) => bindsOf(sections, file)),
    global: globalOf(read.flatMap(({ sections }) => sections)),
    trustStore: (await host.stat(systemRoots)) !== undefined,
    ...(most === undefined ? {} : { mostOpenFiles: most }),
    ...(otherFile === undefined ? {} : { otherFile }),
    ...(more.length === 0 ? {} : { more }),
    followers: read.slice(1).flatMap(({ file, sections }) => {
      const heir = heirOf(sections);
      return heir === undefined ? [] : [{ file, section: heir.keyword }];
    }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** `haproxy -vv`: its version and the OpenSSL it is linked with now. */
function builtAs(said: string): Pick<HaproxyFacts, "version" | "openssl"> {
  const version = /^HA-?Proxy version (\d+(?:\.\d+)+)/m.exec(said)?.[1];
  const openssl = /^Running on (?:OpenSSL|SSL library) version : OpenSSL (\S+)/m.exec(said)?.[1];
  return { ...(version === undefined ? {} : { version }), ...(openssl === undefined ? {} : { openssl }) };
}

/** What the service is told to read besides haproxy.cfg, or in its place; a folder stands for its `.cfg` files. */
async function filesOf(host: Host): Promise<{
  readonly otherFile?: string;
  /** As they are named. */
  readonly more: readonly string[];
  readonly files: readonly { readonly file: string; readonly text: string }[];
}> {
  const settings = (await textOf(host, places.defaults)) ?? "";
  // The last word counts (systemd.exec(5), EnvironmentFile).
  const settingOf = (name: string) =>
    wordsOf([...settings.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].at(-1)?.[1] ?? "")[0];
  const config = settingOf("CONFIG") ?? places.main;
  const options = wordsOf(settingOf("EXTRAOPTS") ?? "");
  const more = namedIn(options);
  const paths: string[] = [];
  for (const path of more) {
    const folder = (await host.stat(path))?.kind === "directory";
    const inside = folder ? (await host.list(path)).filter((name) => /^[^.].*\.cfg$/.test(name)) : [];
    paths.push(...(folder ? inside.map((name) => `${path.replace(/\/$/, "")}/${name}`) : [path]));
  }
  const files = await Promise.all(
    paths.map(async (file) => ({ file, text: (await textOf(host, file)) ?? "" })),
  );
  return { ...(config === places.main ? {} : { otherFile: config }), more, files };
}

/** Behind each `-f`, and all that follows `--` (haproxy(1)). */
function namedIn(options: readonly string[]): readonly string[] {
  const end = options.includes("--") ? options.indexOf("--") : options.length;
  const named = options
    .slice(0, end)
    .flatMap((option, index) => (option === "-f" ? (options[index + 1] ?? []) : []));
  return [...named, ...options.slice(end + 1)];
}

/** What speaks against the operator's part; a fault in ours is one that this run is about to mend. */
async function faultOf(host: Host, main: string, more: readonly string[]): Promise<string | undefined> {
  const { code, stderr } = await host.run(["haproxy", "-c", ...fileArguments(more)], { timeout: 30_000 });
  // 2: no fault, but nothing to listen on; ours brings that.
  if (code === 0 || code === 2) return undefined;
  const [first, last] = marks.map((mark) => main.split("\n").indexOf(mark) + 1) as [number, number];
  const isOurs = (alert: string) => {
    const line = Number(alert.split(`[${places.main}:`)[1]?.split("]")[0]);
    return alert.includes("wss-setup") || (first > 0 && first < line && line <= last);
  };
  const alerts = Array.from(stderr.matchAll(/\[ALERT\].*?\) : (?:config : )?(.*)/g), ([, text = ""]) => text);
  const faults = alerts.filter((alert) => !/^(?:Error\(s\)|Fatal errors) found/.test(alert));
  if (faults.length === 0) return stderr.trim().split("\n").at(-1) ?? "haproxy -c failed";
  return faults.find((alert) => !isOurs(alert));
}

async function textOf(host: Host, path: string): Promise<string | undefined> {
  return (await host.readFile(path).catch(() => undefined))?.toString("utf8");
}
