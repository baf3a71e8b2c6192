import type { Listen, OtherServer } from "./nginx-facts.ts";
import type { Located } from "./read-configuration.ts";

/** Options of ngx_http_core_module's `listen` that belong to the socket and may be said once for an address and port. */
const socketOptions =
  /^(?:setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|so_keepalive|ipv6only)=|^(?:deferred|bind|reuseport|multipath)$/;

/** The server blocks of a configuration, in the order in which nginx reads them. */
export function serversOf(configuration: readonly Located[]): readonly OtherServer[] {
  return blocks(configuration, "http")
    .flatMap(({ block }) => blocks(block, "server"))
    .map((server) => ({
      file: server.file,
      names: argsOf(server.block, "server_name").flat().map(normalName),
      listens: listensOf(server.block),
    }));
}

/** Every block with this name at this level: its directives and the file it begins in. */
function blocks(
  directives: readonly Located[],
  name: string,
): readonly { readonly block: readonly Located[]; readonly file: string }[] {
  return directives.flatMap((each) =>
    each.name === name && each.block !== undefined ? [{ block: each.block, file: each.file }] : [],
  );
}

function argsOf(block: readonly Located[], name: string): readonly (readonly string[])[] {
  return block.filter((directive) => directive.name === name).map((directive) => directive.args);
}

function normalName(name: string): string {
  return name.toLowerCase().replace(/(?<=.)\.$/, "");
}

function listensOf(server: readonly Located[]): readonly Listen[] {
  const said = argsOf(server, "listen");
  // Without any `listen`, nginx takes *:80 when it is started by root.
  return (said.length === 0 ? [["80"]] : said).flatMap(listenOf);
}

/** An address or a name, and ports: ours are going to listen there too, so that nothing else may stand there. */
const place = /^(\[[\da-f:.]*\]|[\w.*-]+)(?::(\d{1,5})(?:-(\d{1,5}))?)?$/i;

function listenOf([where = "80", ...options]: readonly string[]): readonly Listen[] {
  const shared = {
    isDefault: options.includes("default_server") || options.includes("default"),
    socketOptions: options.filter((option) => socketOptions.test(option)),
  };
  if (where.startsWith("unix:")) return [{ address: where, port: 0, ...shared }];
  const [, said = "*", from = "80", to = from] =
    place.exec(/^\d{1,5}(?:-\d{1,5})?$/.test(where) ? `*:${where}` : where) ?? [];
  const address = said === "0.0.0.0" ? "*" : said.toLowerCase();
  const [first, last] = [Number(from), Number(to)];
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => ({
    address,
    port: first + index,
    ...shared,
  }));
}
