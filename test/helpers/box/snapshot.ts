import type { Shell } from "./shell.ts";

/** What a box is like, in lines that can be compared: name → description, and the firewall's rules in their order. */
export type Snapshot = {
  readonly files: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<"iptables" | "ip6tables", readonly string[]>>;
};

/** Where wss-setup may write. A folder's or link's time and a file's time are no part of a snapshot. */
const folders = [
  "/etc",
  "/usr/local",
  "/usr/sbin/policy-rc.d",
  "/var/lib/wss-setup",
  "/var/lib/wss-setup-acme",
  "/var/lib/wss-setup-www",
  "/root",
  "/var/www",
];

/**
 * Prints the extended attributes (xattr(7)), ACLs among them, of the paths on stdin: `PATH<tab>NAME=HEX ...` and a NUL.
 * Perl alone is in every Debian; it has no function for them, so the kernel is called by the numbers of the calls.
 */
const attributes = `
use POSIX;
my ($list, $get) = (POSIX::uname())[4] eq "aarch64" ? (12, 9) : (195, 192);
$/ = "\\0";
while (my $path = <STDIN>) {
  chomp $path;
  my $names = "\\0" x 65536;
  my $length = syscall($list, $path, $names, 65536);
  next if $length <= 0;
  my @told;
  for my $name (sort split /\\0/, substr($names, 0, $length)) {
    my $value = "\\0" x 65536;
    my $size = syscall($get, $path, $name, $value, 65536);
    push @told, "$name=" . unpack("H*", substr($value, 0, $size < 0 ? 0 : $size));
  }
  print "$path\\t@told\\0";
}
`;

/** find(1)'s letters; any other kind is told by its letter. */
const kinds: Readonly<Record<string, string>> = { f: "file", d: "folder", l: "link" };

/**
 * Caches that any package changes and that say nothing of the box; and Debian's copies of its users and groups as they
 * were before the last of them came or went: those of two packages that both are gone tell in which order they went.
 */
const ignored = new Set([
  "/etc/ld.so.cache",
  ...["passwd", "shadow", "group", "gshadow"].map((name) => `/etc/${name}-`),
]);

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
  const extra = ["sh", "-c", 'find "$@" -print0 2>/dev/null | perl -e "$0"', attributes, ...folders];
  const [listing, hashes, extras] = await Promise.all([shell.exec(find), shell.run(sums), shell.run(extra)]);
  const attributesOf = new Map(extras.split("\0").map((line) => [...line.split("\t")] as [string, string]));
  const hashOf = new Map(hashes.split("\0").map((line) => [line.slice(66), line.slice(0, 64)]));
  const described = listing.stdout.split("\0").flatMap((line) => {
    const [path = "", description = ""] = line.split("\t");
    if (path === "" || ignored.has(path)) return [];
    const [kind = "", mode = "", owner, size, ...target] = description.split(" ");
    const content =
      kind === "f" ? ` ${size} bytes ${hashOf.get(path)}` : kind === "l" ? ` -> ${target.join(" ")}` : "";
    const attributed = attributesOf.has(path) ? ` with ${attributesOf.get(path)}` : "";
    return [[path, `${kinds[kind] ?? kind} ${mode.padStart(4, "0")} ${owner}${content}${attributed}`]];
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
