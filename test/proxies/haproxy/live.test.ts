import fc from "fast-check";
import { expect, it } from "vitest";
import { haproxyFormat, haproxyString, literally } from "../../../src/proxies/haproxy/haproxy-string.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { handshakeLines } from "../../helpers/client/raw.ts";
import { takesH2cOut } from "../differences.ts";
import { describeOne } from "../live/describe-live.ts";
import { name } from "../live/endpoint.ts";
import { writable } from "../nginx/writable.ts";
import { liveHaproxy } from "./running-haproxy.ts";

const [, ...handshake] = handshakeLines;
const get = (path: string, ...more: readonly string[]) => [`GET ${path} HTTP/1.1`, `Host: ${name}`, ...more];

await describeOne(liveHaproxy, "what is its own", (scene, { oneSuite }) => {
  it.each([
    ["our name", `https://${name}/a?b`, [200]],
    ["another name", "https://other.example.com/a", [400, 421]],
    ["another name alone", "https://other.example.com?x", [400, 421]],
    ["a name that only begins like ours", `http://${name}.evil.com/`, [400, 421]],
  ])("takes an address in absolute form for %s as it takes a Host", async (_, address, statuses) => {
    const { raw } = await scene.serve();
    expect(statuses).toContain((await raw(get(address))).status);
  });

  it("passes no other upgrade along with that to a WebSocket", async () => {
    const { raw } = await scene.serve();
    const { status, head } = await raw(get("/", "Upgrade: websocket, h2c", ...handshake));
    expect(status).toBe(takesH2cOut(scene) ? 101 : 403);
    if (takesH2cOut(scene)) expect(head).toMatch(/\r\nupgrade: websocket\r\n/i);
    const twice = get("/", "Upgrade: TLS/1.0", "Upgrade: websocket", ...handshake);
    expect((await raw(twice)).status).toBe(403);
  });

  it.each<[string, RegExp, readonly string[]]>([
    ["a tunnel by CONNECT", /^4\d\d$/, [`CONNECT ${name}:443 HTTP/1.1`, `Host: ${name}:443`]],
    ["a header line above 8k", /^431$/, get("/", `X: ${"x".repeat(8_200)}`)],
    ["an address above 8k", /^414$/, get(`/${"x".repeat(8_200)}`)],
    ["headers above its buffer", /^4\d\d$/, get("/", `X: ${"x".repeat(20_000)}`)],
    ["a body above 16 MB", /^413$/, ["POST / HTTP/1.1", `Host: ${name}`, "Content-Length: 17000000"]],
  ])("refuses %s", async (_, status, lines) => {
    const { raw } = await scene.serve();
    expect(String((await raw(lines)).status)).toMatch(status);
  });

  it("takes many headers of less than 8k a line", async () => {
    const { raw } = await scene.serve();
    const lines = Array.from({ length: 12 }, (_, index) => `X-${index}: ${"x".repeat(1_000)}`);
    expect((await raw(get("/", ...lines))).status).toBe(200);
  });

  it.each(["webroot", "standalone"] as const)(
    "passes challenges (%s) on to the certbot that asks",
    async (challenge) => {
      const certificate = {
        source: "certbot",
        agreeTerms: true,
        server: "staging",
        key: "rsa",
        challenge,
      } as const;
      const challenges = await answerPlainly({ status: 200, body: "proof" });
      const endpoint = await scene.serve({ answers: { certificate }, challenges });
      const path = "/.well-known/acme-challenge/token";
      const reply = await endpoint.get(endpoint.plain({ path }));
      expect(reply).toMatchObject({ status: 200, body: "proof" });
      expect(reply.headers["x-url"]).toBe(path);
      expect((await endpoint.get(endpoint.plain())).status).toBe(301);
    },
  );

  oneSuite("reads every string as it was meant", async () => {
    const strings = fc.sample(writable, { numRuns: 60, seed: 7 }).filter((each) => each !== "");
    const rules = strings.map(
      (each, index) =>
        `    http-request return status 200 content-type text/plain string ${haproxyString(each)} if { path /${index} }
    http-request return status 200 content-type text/plain lf-string ${haproxyFormat(each)} if { path /f${index} }
    http-request return status 204 if { path /r${index} } { req.fhdr(x) -m reg ${haproxyString(`^${literally(each)}$`)} }\n`,
    );
    const endpoint = await scene.serve({
      ours: ({ ports }) =>
        `defaults\n    mode http\n    timeout client 9s\nfrontend x\n    bind :${ports.https}\n${rules.join("")}`,
    });
    const ask = (path: string, headers = {}) => endpoint.get({ tls: false, path, headers });
    for (const [index, each] of strings.entries()) {
      expect((await ask(`/${index}`)).body).toBe(each);
      expect((await ask(`/f${index}`)).body).toBe(each);
      if (!/^[!-~]([ -~]*[!-~])?$/.test(each)) continue;
      expect((await ask(`/r${index}`, { X: each })).status, each).toBe(204);
      expect((await ask(`/r${index}`, { X: `${each}x` })).status, each).toBe(503);
    }
  });
});
