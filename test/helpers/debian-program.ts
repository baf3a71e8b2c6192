import { accessSync, constants, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached, cacheFolder } from "./box/cache.ts";
import { must } from "./box/command.ts";
import { mirrorOf } from "./box/mirror.ts";

/** A program of a Debian package, and the packages of the libraries that it is linked with. */
export interface DebianProgram {
  readonly name: string;
  /** Relative to `/`. */
  readonly path: string;
  readonly packages: readonly string[];
}

const everywhere = ["libc6", "zlib1g", "libcrypt1"];
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Where one suite's program is, or why it cannot be had here. */
export type Found = { readonly argv: readonly string[] } | { readonly reason: string };

/** Unpacks it at need: packages come from the mirror that this machine uses, nothing is installed. */
export async function findProgram(suite: string, program: DebianProgram): Promise<Found> {
  if (process.platform !== "linux" || process.arch !== "x64") return { reason: "needs Linux on amd64" };
  for (const file of ["/usr/bin/apt-get", "/usr/bin/dpkg-deb", keyring]) {
    if (!existsSync(file)) return { reason: `needs ${file}` };
  }
  try {
    mkdirSync(cacheFolder, { recursive: true });
    accessSync(cacheFolder, constants.W_OK);
    return { argv: await argvOf(suite, program) };
  } catch (error) {
    return { reason: `cannot be fetched: ${String(error).split("\n").slice(0, 2).join(" ")}` };
  }
}

/** The argv that runs a suite's program with its own libraries. */
async function argvOf(suite: string, { name, path, packages }: DebianProgram): Promise<readonly string[]> {
  const all = [...packages, ...everywhere];
  const folder = await cached({
    name: `${name}-${suite}`,
    recipe: all,
    build: (target) => unpack(suite, all, target),
  });
  const libraries = ["lib", "usr/lib"].map((each) => join(folder, each, "x86_64-linux-gnu"));
  const loader = libraries.map((each) => join(each, "ld-linux-x86-64.so.2")).find((each) => existsSync(each));
  if (loader === undefined) throw new Error(`${folder} has no dynamic loader`);
  return [loader, "--library-path", libraries.join(":"), join(folder, path)];
}

/** An apt of its own, with its own lists and an empty package database. */
async function unpack(suite: string, packages: readonly string[], folder: string): Promise<void> {
  const apt = join(folder, "apt");
  for (const each of ["lists/partial", "cache/archives/partial", "debs"])
    mkdirSync(join(apt, each), { recursive: true });
  const [line] = await mirrorOf(suite);
  if (line === undefined) throw new Error("apt is set up here without a mirror of Debian");
  writeFileSync(join(apt, "sources.list"), `${line.replace("deb ", `deb [signed-by=${keyring}] `)}\n`);
  writeFileSync(join(apt, "status"), "");
  writeFileSync(
    join(apt, "apt.conf"),
    `Dir::State "${apt}"; Dir::State::status "${apt}/status"; Dir::Cache "${apt}/cache";
Dir::Etc::sourcelist "${apt}/sources.list"; Dir::Etc::sourceparts "/dev/null";
Acquire::Languages "none"; APT::Sandbox::User "";\n`,
  );
  const env = { ...process.env, APT_CONFIG: join(apt, "apt.conf") };
  await must(["apt-get", "update", "-qq"], { env });
  const debs = join(apt, "debs");
  await must(["sh", "-c", 'cd "$0" && exec apt-get -qq download "$@"', debs, ...packages], { env });
  for (const deb of readdirSync(debs)) await must(["dpkg-deb", "-x", join(debs, deb), folder]);
  await must(["rm", "-rf", apt]);
}
