import type { Shell } from "./shell.ts";

/** What a box is like, in lines that can be compared: name → description, and the firewall's rules in their order. */
export type Snapshot = {
  readonly files: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<"iptables" | "ip6tables", readonly string[]>>;
};

/** The folders that wss-setup may write to. A folder's or link's time and a file's time are no part of a snapshot. */
const folders = ["/etc", "/usr/local", "/var/lib/wss-setup", "/var/lib/wss-setup-acme", "/root", "/var/www"];

/** find(1)'s letters; any other kind is told by its letter. */
const kinds: Readonly<Record<string, string>> = { f: "file", d: "folder", l: "link" };

/** Caches that any package changes and that say nothing of the box. */
const ignored = new Set(["/etc/ld.so.cache"]);

/** Kinds of units whose state is kept; the others (devices, mounts, scopes) come and go by themselves. */
const unitTypes = "--type=service,socket,timer,path";

/** Describes a box as it is now. Changes nothing in it. */
export async function takeSnapshot(shell: Shell, systemd: boolean): Promise<Snapshot> {
  const [files, packages, iptables, ip6tables, units] = await Promise.all([
    filesOf(shell),
    shell.run(["dpkg-query", "-W", "-f", "${Package}:${Architecture}\\t${Version} ${db:Status-Abbrev}\\n"]),
    shell.run(["iptables", "-S"]),
    shell.run(["ip6tables", "-S"]),
    systemd ? unitsOf(shell) : {},
  ]);
  const rules = { iptables: iptables.trim().split("\n"), ip6tables: ip6tables.trim().split("\n") };
  return {
    files,
    units,
    packages: Object.fromEntries(rows(packages, "\t").map(([a = "", b = ""]) => [a, b])),
    rules,
  };
}

async function filesOf(shell: Shell): Promise<Snapshot["files"]> {
  const find = ["find", ...folders, "-printf", "%p\\t%y %m %U:%G %s %l\\0"];
  const sums = [
    "sh",
    "-c",
    'find "$@" -type f -print0 2>/dev/null | xargs -0 sha256sum -z',
    "sh",
    ...folders,
  ];
  const [listing, hashes] = await Promise.all([shell.exec(find), shell.run(sums)]);
  const hashOf = new Map(hashes.split("\0").map((line) => [line.slice(66), line.slice(0, 64)]));
  const described = listing.stdout.split("\0").flatMap((line) => {
    const [path = "", description = ""] = line.split("\t");
    if (path === "" || ignored.has(path)) return [];
    const [kind = "", mode = "", owner, size, ...target] = description.split(" ");
    const content =
      kind === "f" ? ` ${size} bytes ${hashOf.get(path)}` : kind === "l" ? ` -> ${target.join(" ")}` : "";
    return [[path, `${kinds[kind] ?? kind} ${mode.padStart(4, "0")} ${owner}${content}`]];
  });
  return Object.fromEntries(described);
}

async function unitsOf(shell: Shell): Promise<Snapshot["units"]> {
  const plain = ["--no-legend", "--plain", "--no-pager", unitTypes];
  const [installed, loaded] = await Promise.all([
    shell.run(["systemctl", "list-unit-files", ...plain]),
    shell.run(["systemctl", "list-units", "--all", ...plain]),
  ]);
  const enabled = new Map(rows(installed, /\s+/).map(([unit, state]) => [unit, state]));
  const active = new Map(rows(loaded, /\s+/).map(([unit, , state]) => [unit, state]));
  const names = [...new Set([...enabled.keys(), ...active.keys()])]
    .filter((name) => name !== undefined)
    .sort();
  return Object.fromEntries(
    names.map((name) => [name, `${enabled.get(name) ?? "no file"}, ${active.get(name) ?? "inactive"}`]),
  );
}

function rows(text: string, separator: string | RegExp): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(separator));
}
