import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { must } from "./box/command.ts";

export type Registry = {
  /** For npm_config_registry. */
  readonly url: string;
  /** Ends it, connections that are open included. */
  readonly close: () => void;
};

type Packed = { readonly tarball: Buffer; readonly manifest: Readonly<Record<string, string>> };

/**
 * An npm registry on an address of this machine. It has one package of its own, packed from a folder as `npm publish`
 * would; every other name it fetches from the registry that this machine uses. So a box that reaches no further than this
 * machine installs as any box does.
 */
export async function startRegistry(address: string, folder: string, scratch: string): Promise<Registry> {
  const upstream = (await must(["npm", "config", "get", "registry"])).trim().replace(/\/$/, "");
  const packed = await pack(folder, scratch);
  const server = createServer((request, response) => {
    const url = `http://${address}:${(server.address() as AddressInfo).port}`;
    const answered = answer(request, response, { url, upstream, packed });
    answered.catch((error: Error) => response.writeHead(502).end(JSON.stringify({ error: error.message })));
  });
  server.listen(0, address);
  await once(server, "listening");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://${address}:${(server.address() as AddressInfo).port}`, close };
}

async function pack(folder: string, scratch: string): Promise<Packed> {
  const output = await must(["npm", "pack", folder, "--json", "--silent", `--pack-destination=${scratch}`]);
  const [{ filename }] = JSON.parse(output) as [{ readonly filename: string }];
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { tarball: readFileSync(join(scratch, filename)), manifest };
}

type Sources = { readonly url: string; readonly upstream: string; readonly packed: Packed };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { url, upstream, packed }: Sources,
): Promise<void> {
  const path = request.url ?? "/";
  const { name = "", version = "" } = packed.manifest;
  const tarballPath = `/${name}/-/${name}-${version}.tgz`;
  if (path === `/${name}`) {
    const integrity = `sha512-${createHash("sha512").update(packed.tarball).digest("base64")}`;
    const release = { ...packed.manifest, dist: { tarball: `${url}${tarballPath}`, integrity } };
    const packument = { name, "dist-tags": { latest: version }, versions: { [version]: release } };
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(packument));
  } else if (path === tarballPath) {
    response.writeHead(200, { "Content-Type": "application/octet-stream" }).end(packed.tarball);
  } else {
    const { accept = "*/*" } = request.headers;
    const found = await fetch(`${upstream}${path}`, { headers: { accept } });
    const type = found.headers.get("content-type") ?? "application/octet-stream";
    const body = type.includes("json")
      ? (await found.text()).replaceAll(`"${upstream}/`, `"${url}/`)
      : Buffer.from(await found.arrayBuffer());
    response.writeHead(found.status, { "Content-Type": type }).end(body);
  }
}
