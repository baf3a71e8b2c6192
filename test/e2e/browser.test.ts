import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { WebSocketServer } from "ws";
import { RealHost } from "../../src/host/real-host.ts";
import { nssStore } from "../../src/trust/nss-store.ts";
import { readRoot } from "../../src/trust/root.ts";
import { makeLeaf, makeRoot, type Pair } from "../helpers/authority/root.ts";
import { browserAvailable, installBrowser } from "../helpers/browser/available.ts";
import { type BrowserEcho, openWss } from "../helpers/browser/open-wss.ts";

const available = browserAvailable();
const name = "node.example.com";
const constrained = [name, "127.0.0.1"];

/** Serves an echo under that certificate. @returns the port, on 127.0.0.1 */
async function serve({ certificate, key }: Pair): Promise<number> {
  const server = createServer({ cert: certificate, key });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => socket.on("message", (data) => socket.send(String(data))));
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function openAs(host: string, leaf: Pair, trusted: readonly Pair[]): Promise<BrowserEcho> {
  const port = await serve(leaf);
  return openWss({
    url: `wss://${host}:${port}/`,
    resolve: { [host]: "127.0.0.1" },
    trustedRoots: trusted.map(({ certificate }) => certificate),
  });
}

const title = "Chromium and the root of an own CA";
describe.skipIf(!available.ok)(available.ok ? title : `${title} (${available.reason})`, () => {
  beforeAll(installBrowser);

  it.each([name, "127.0.0.1"])("opens wss://%s without a warning once the root is trusted", async (host) => {
    const root = makeRoot(constrained);
    const leaf = makeLeaf(root, constrained);
    expect(await openAs(host, leaf, [root])).toEqual({ opened: true, echo: "hello" });
  });

  it.skipIf(process.getuid?.() !== 0)(
    "opens it once `wss-setup trust` was there, and no longer",
    async () => {
      const pair = makeRoot(constrained);
      const root = readRoot(Buffer.from(pair.certificate), new Date());
      const host = new RealHost();
      const place = { store: "nss", title: "Chromium", held: "nothing", owner: "root" } as const;
      const url = `wss://${name}:${await serve(makeLeaf(pair, constrained))}/`;
      const resolve = { [name]: "127.0.0.1" };
      const trusting = (path: string) => nssStore.install(host, { ...place, path }, root);
      expect(await openWss({ url, resolve, furnish: trusting })).toEqual({ opened: true, echo: "hello" });
      const forgetting = async (path: string) => {
        await trusting(path);
        await nssStore.remove(host, { ...place, path });
      };
      expect(await openWss({ url, resolve, furnish: forgetting })).toMatchObject({ opened: false });
    },
  );

  it("refuses while another root is trusted, also one of the same name", async () => {
    const leaf = makeLeaf(makeRoot(constrained), constrained);
    expect(await openAs(name, leaf, [makeRoot(constrained)])).toMatchObject({
      opened: false,
      closeCode: 1006,
      error: expect.stringContaining("ERR_CERT_AUTHORITY_INVALID"),
    });
  });

  it("refuses while no root is trusted", async () => {
    const leaf = makeLeaf(makeRoot(constrained), constrained);
    expect(await openAs(name, leaf, [])).toMatchObject({
      opened: false,
      error: expect.stringContaining("ERR_CERT_AUTHORITY_INVALID"),
    });
  });

  it.each(["bank.example.org", "127.0.0.2"])(
    "refuses %s, which the trusted root signed outside of its name constraints",
    async (host) => {
      const root = makeRoot(constrained);
      expect(await openAs(host, makeLeaf(root, [host]), [root])).toMatchObject({
        opened: false,
        closeCode: 1006,
        error: expect.stringContaining("net::ERR_CERT_INVALID"),
      });
    },
  );

  it("takes the same certificate from a root without name constraints: they are what it refuses for", async () => {
    const root = makeRoot([], { extensions: ["basicConstraints=critical,CA:TRUE"] });
    const leaf = makeLeaf(root, ["bank.example.org"]);
    expect(await openAs("bank.example.org", leaf, [root])).toMatchObject({ opened: true });
  });
});
