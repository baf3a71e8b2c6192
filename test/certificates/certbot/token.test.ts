import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkTokens } from "../../../src/certificates/certbot/token.ts";
import type { Failure } from "../../../src/core/errors.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const name = "node.example.com";
const folder = "/.well-known/acme-challenge";

/** This machine, on which names lead where the test says. */
class NamedHost extends RealHost {
  readonly #names: Readonly<Record<string, readonly string[]>>;

  constructor(names: Readonly<Record<string, readonly string[]>>) {
    super();
    this.#names = names;
  }

  override async resolve(asked: string, family: 4 | 6): Promise<readonly string[]> {
    return (this.#names[asked] ?? []).filter((address) => address.includes(":") === (family === 6));
  }
}

function webroot(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, folder), { recursive: true });
  return root;
}

async function listen<S extends Server>(server: S, host = "127.0.0.1", port = 0): Promise<number> {
  await new Promise<void>((ready) => server.listen(port, host, ready));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A server that hands out what is in the folder, as the proxy will. */
function serving(root: string, asked: string[] = []): RequestListener {
  return ({ url = "", headers }, response) => {
    asked.push(`${headers.host}${url}`);
    response.end(readFileSync(join(root, url)));
  };
}

interface Checked {
  readonly names?: readonly string[];
  readonly leads?: Readonly<Record<string, readonly string[]>>;
  readonly root?: string;
  readonly own?: readonly string[];
  readonly port: number;
}

async function check({ names = [name], leads, root = webroot(), own = ["127.0.0.1"], port }: Checked) {
  const lines: string[] = [];
  const host = new NamedHost(leads ?? { [name]: ["127.0.0.1"] });
  const onLine = (line: string) => lines.push(line);
  const failure = await checkTokens({ host, names, webroot: root, own, port, onLine }).then(
    () => undefined,
    (error: Failure) => error,
  );
  expect(readdirSync(join(root, folder)), "the token is gone again").toEqual([]);
  return { lines, failure };
}

describe("a token of ours, over real sockets", () => {
  it("is found: every name is asked for by its own name", async () => {
    const root = webroot();
    const asked: string[] = [];
    const port = await listen(createServer(serving(root, asked)));
    const names = [name, "rpc.example.com"];
    const leads = { [name]: ["127.0.0.1"], "rpc.example.com": ["127.0.0.1"] };
    const { lines, failure } = await check({ names, leads, root, port });
    expect(failure).toBeUndefined();
    expect(lines).toEqual(names.map((each) => `${each} answers for this box over IPv4`));
    expect(asked.map((url) => url.replace(/wss-setup-[\da-f]{32}$/, "token"))).toEqual(
      names.map((each) => `${each}${folder}/token`),
    );
    expect(new Set(asked.map((url) => url.split("/").at(-1))).size).toBe(1);
  });

  it("is looked for over each family", async () => {
    const root = webroot();
    const port = await listen(createServer(serving(root)));
    await listen(createServer(serving(root)), "::1", port);
    const both = { leads: { [name]: ["127.0.0.1", "::1"] }, root, own: ["127.0.0.1", "::1"], port };
    expect((await check(both)).lines).toEqual([
      `${name} answers for this box over IPv4`,
      `${name} answers for this box over IPv6`,
    ]);
  });

  it("is not where our own server does not serve challenges", async () => {
    const port = await listen(createServer((_, response) => response.writeHead(404).end("no")));
    const { failure } = await check({ port });
    expect(failure).toMatchObject({
      message: `http://${name} over IPv4 does not serve challenges: an authority would find nothing`,
      kind: "operator",
      exitCode: 1,
      said: "HTTP/1.1 404 Not Found",
      next: "ss -ltnp 'sport = :80'",
    });
  });

  it("is not taken from a page that only repeats what was asked for", async () => {
    const port = await listen(
      createServer(({ url = "" }, response) =>
        response.writeHead(301, { location: `https://${name}${url}` }).end(url.split("/").at(-1)),
      ),
    );
    expect((await check({ port })).failure?.said).toBe("HTTP/1.1 301 Moved Permanently");
  });

  it("is not at another server: the record is named, with this box's address", async () => {
    const port = await listen(createServer((_, response) => response.end("welcome")));
    const { failure } = await check({ own: ["10.0.0.5", "203.0.113.10"], port });
    expect(failure).toMatchObject({
      message: `the A record of ${name} is 127.0.0.1, where another server answers`,
      next: `set its A record to 203.0.113.10`,
    });
  });

  it("is at IPv4 and not at a foreign IPv6 address: that record has to go", async () => {
    const root = webroot();
    const port = await listen(createServer(serving(root)));
    await listen(
      createServer((_, response) => response.end("welcome")),
      "::1",
      port,
    );
    const { lines, failure } = await check({ leads: { [name]: ["127.0.0.1", "::1"] }, root, port });
    expect(lines).toEqual([`${name} answers for this box over IPv4`]);
    expect(failure).toMatchObject({
      message: `the AAAA record of ${name} is ::1, where another server answers`,
      next: "take its AAAA record out",
    });
  });

  it("cannot be told at a foreign address that refuses this box: an authority may get through", async () => {
    const root = webroot();
    const port = await listen(createServer(serving(root)));
    const { lines, failure } = await check({ leads: { [name]: ["127.0.0.1", "::1"] }, root, port });
    expect(failure).toBeUndefined();
    expect(lines[1]).toMatch(/::1 cannot be reached from this box \(.*ECONNREFUSED.*\); going on$/);
  });

  it("is missing where the box's own address refuses", async () => {
    const port = await listen(createTcpServer(), "::1");
    const { failure } = await check({ port });
    expect(failure?.message).toContain("does not serve challenges");
    expect(failure?.said).toMatch(/ECONNREFUSED/);
  });

  it("is missing where the server hangs up without a word", async () => {
    const port = await listen(createTcpServer((socket) => void socket.end()));
    expect((await check({ port })).failure?.said).toBe("it hung up");
  });

  it("is not waited for without end: neither in silence, nor in a flood", async () => {
    const silent = await listen(createTcpServer((socket) => void socket.on("error", () => {})));
    const started = Date.now();
    expect((await check({ port: silent })).failure?.said).toBe("no answer within 5 s");
    expect(Date.now() - started).toBeLessThan(8_000);
    const flood = await listen(
      createTcpServer((socket) => {
        socket.on("error", () => {});
        const pour = () =>
          void (socket.writable && socket.write("x".repeat(1_000), () => setImmediate(pour)));
        socket.write("HTTP/1.1 200 OK\r\n\r\n", pour);
      }),
    );
    expect((await check({ port: flood })).failure?.said).toBe("HTTP/1.1 200 OK");
  });
});

describe("a token of ours", () => {
  it("lies in the folder, readable for the proxy, only as long as it is looked for", async () => {
    const seen: unknown[] = [];
    const host: MemoryHost = new MemoryHost({
      files: { [`/var/lib/wss-setup-acme${folder}`]: { folder: true } },
      names: { [name]: ["203.0.113.10"] },
      dial: () => {
        seen.push(...host.writes);
        throw new Error("nobody is there");
      },
    });
    const checked = checkTokens({
      host,
      names: [name],
      webroot: "/var/lib/wss-setup-acme",
      own: [],
      onLine: () => {},
    });
    await checked;
    expect(seen).toEqual([
      { op: "writeFile", path: expect.stringMatching(/acme-challenge\/wss-setup-/), mode: 0o644 },
    ]);
    expect(await host.list(`/var/lib/wss-setup-acme${folder}`)).toEqual([]);
  });

  it("asks nobody for a name that leads nowhere", async () => {
    const dial = vi.fn();
    const host = new MemoryHost({ files: { [`/srv${folder}`]: { folder: true } }, dial });
    const checked = checkTokens({ host, names: [name], webroot: "/srv", own: [], onLine: () => {} });
    await expect(checked).rejects.toMatchObject({
      message: `${name} leads nowhere yet, so no authority can find this box`,
      next: expect.stringContaining(`set an A record of ${name}`),
    });
    expect(dial).not.toHaveBeenCalled();
  });

  /** A machine on which whoever is dialled says this. */
  function answering(text: string, dialled: unknown[] = []) {
    return new MemoryHost({
      files: { [`/srv${folder}`]: { folder: true } },
      names: { [name]: ["198.51.100.7"] },
      dial: (target) => {
        dialled.push(target);
        return new Duplex({
          read() {},
          write(_chunk, _encoding, done) {
            this.push(text);
            this.push(null);
            done();
          },
        });
      },
    });
  }

  it.each([
    [
      "a router's own page, where this box has a private address only",
      ["192.168.1.5"],
      "perhaps its own router; going on",
    ],
    ["another server, where this box has a public address", ["192.168.1.5", "203.0.113.10"], undefined],
    ["another server, where this box has no address of the family", ["2001:db8::10"], undefined],
  ])("%s", async (_, own, line) => {
    const lines: string[] = [];
    const host = answering("HTTP/1.1 200 OK\r\n\r\nlog in");
    const onLine = (each: string) => lines.push(each);
    const checked = checkTokens({ host, names: [name], webroot: "/srv", own, onLine });
    if (line === undefined) await expect(checked).rejects.toThrow("another server answers");
    else await checked;
    expect(lines.join()).toContain(line ?? "");
  });

  it("is looked for at an address among the names, on port 80", async () => {
    const dialled: unknown[] = [];
    const host = answering("HTTP/1.1 404 Not Found\r\n\r\n", dialled);
    const names = ["2001:db8::10"];
    const checked = checkTokens({ host, names, webroot: "/srv", own: ["2001:db8::99"], onLine: () => {} });
    await expect(checked).rejects.toThrow("2001:db8::10 is not this box");
    expect(dialled).toEqual([{ address: "2001:db8::10", port: 80, timeout: 5_000 }]);
  });
});
