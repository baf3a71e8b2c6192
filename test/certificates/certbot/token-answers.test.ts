import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkTokens } from "../../../src/certificates/certbot/token.ts";
import { dialTcp } from "../../../src/host/dial.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";

const webroot = "/var/lib/wss-setup-acme";

/** A server on a free port of 127.0.0.1 that gives every request the answer that is made of the token it asks for. */
async function answering(answer: (token: string) => string): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (request) => {
      const token = /acme-challenge\/(\S+)/.exec(request.toString())?.[1] ?? "";
      socket.end(answer(token));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

async function check(port: number, own: readonly string[] = ["127.0.0.1"]): Promise<readonly string[]> {
  const lines: string[] = [];
  const host = new MemoryHost({
    files: { [`${webroot}/.well-known/acme-challenge`]: { folder: true } },
    names: { "node.example.com": ["127.0.0.1"] },
    dial: dialTcp,
  });
  const names = ["node.example.com"];
  await checkTokens({ host, names, webroot, own, port, onLine: (line) => lines.push(line) });
  expect(await host.list(`${webroot}/.well-known/acme-challenge`)).toEqual([]);
  return lines;
}

describe("a name answers for this box", () => {
  it.each([
    ["whole", (token: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${token.length}\r\n\r\n${token}`],
    [
      "in chunks",
      (token: string) =>
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${token.length.toString(16)}\r\n${token}\r\n0\r\n\r\n`,
    ],
  ])("when the token comes back %s", async (_, answer) => {
    expect(await check(await answering(answer))).toEqual(["node.example.com answers for this box over IPv4"]);
  });

  it("not by repeating the token in a redirect or in a page about what is missing", async () => {
    const redirect = (token: string) => `HTTP/1.1 301 Moved\r\nLocation: https://x/${token}\r\n\r\n`;
    await expect(check(await answering(redirect))).rejects.toThrow(/does not serve challenges/);
    const page = (token: string) => `HTTP/1.1 404 Not Found\r\n\r\nno ${token}\r\n${token}`;
    await expect(check(await answering(page))).rejects.toThrow(/does not serve challenges/);
  });

  it("not when another server does", async () => {
    const other = await answering(() => "HTTP/1.1 200 OK\r\n\r\nhello");
    await expect(check(other, ["192.0.2.1"])).rejects.toThrow(
      /the A record of node\.example\.com is 127\.0\.0\.1/,
    );
  });
});
