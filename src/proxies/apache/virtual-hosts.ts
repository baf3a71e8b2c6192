import type { OtherHost } from "./apache-facts.ts";
import { unfolded } from "./effective.ts";
import type { Located } from "./read-configuration.ts";

/** An address, and a port or any. */
const place = /^(\*|_default_|[\d.]+|\[[\da-f:.]+\]):(\d{1,5}|\*)\s/i;

/**
 * Reads what `apache2ctl -S` tells of the virtual hosts: Apache's own word on which there are, in which order it heeds
 * them, and from which file each comes. Pure.
 */
export function virtualHosts(said: string): readonly OtherHost[] {
  const hosts: (OtherHost & { readonly names: string[] })[] = [];
  let where = { address: "*", port: 0 };
  for (const line of said.split("\n")) {
    const [, address = "", port = ""] = place.exec(line) ?? [];
    if (address !== "") where = { address: wildcard(address), port: Number(port) || 0 };
    const [, name, file] =
      /^\S+:(?:\d+|\*)\s+(\S+) \((.+):\d+\)$/.exec(line) ??
      /^\s+port (?:\d+|\*) namevhost (\S+) \((.+):\d+\)$/.exec(line) ??
      [];
    if (name !== undefined && file !== undefined) hosts.push({ file, ...where, names: [plain(name)] });
    const alias = /^\s+(?:wild )?alias (\S+)$/.exec(line)?.[1];
    if (alias !== undefined) hosts.at(-1)?.names.push(plain(alias));
  }
  return hosts;
}

/**
 * The same from what is written, for an Apache whose configuration is at fault, which tells nothing. Pure.
 * @param modules that are loaded
 */
export function writtenHosts(
  configuration: readonly Located[],
  modules: readonly string[],
): readonly OtherHost[] {
  const sections = unfolded(configuration, modules).filter(({ name }) => /^VirtualHost$/i.test(name));
  return sections.flatMap(({ args, file, block = [] }) => {
    const names = unfolded(block, modules).flatMap((line) => {
      if (/^ServerAlias$/i.test(line.name)) return line.args;
      // It may have a scheme and a port.
      return /^ServerName$/i.test(line.name) ? [(line.args[0] ?? "").replace(/^\w+:\/\/|:\d+$/g, "")] : [];
    });
    return args.map((where) => {
      const [, address = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+|\*))?$/.exec(where) ?? [];
      return { file, address: wildcard(address), port: Number(port) || 0, names: names.map(plain) };
    });
  });
}

/** Without the brackets that an IPv6 address may have. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^\[(.*)\]$/, "$1");
}

function wildcard(address: string): string {
  return ["_default_", "0.0.0.0", "[::]"].includes(address) ? "*" : address.toLowerCase();
}
