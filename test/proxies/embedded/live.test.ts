import { connect } from "node:net";
import { expect, it } from "vitest";
import { connectRaw, handshakeLines } from "../../helpers/client/raw.ts";
import { describeOne } from "../live/describe-live.ts";
import { name } from "../live/endpoint.ts";
import { heard, lines } from "./raw.ts";
import { liveEmbedded } from "./running-embedded.ts";

/** What a client says of itself in other words than those that we set. */
const forged = { X_Forwarded_For: "6.6.6.6", "X-Forwarded-Port": "1" };
const stranger = "other.example.com";
const challenges = "/.well-known/acme-challenge";

const get = (path: string, ...more: readonly string[]) => [`GET ${path} HTTP/1.1`, `Host: ${name}`, ...more];

await describeOne(liveEmbedded, "what is its own", (scene) => {
  it("passes on nothing that stands for who asks, and nothing that Connection ends here", async () => {
    const endpoint = await scene.serve();
    const ended = { Connection: "x-real-ip, x-secret, host", "X-Secret": "1", "X-Other": "2" };
    const { body } = await endpoint.get({ headers: { ...forged, ...ended } });
    expect(JSON.parse(body).headers).toMatchObject({
      "x-real-ip": "127.0.0.1",
      "x-other": "2",
      host: `127.0.0.1:${scene.backend.port}`,
    });
    expect(body).not.toMatch(/6\.6\.6\.6|forwarded-port|x-secret/);
    const told = (await endpoint.echo({ headers: forged }, '{"test":"headers"}')).echo;
    expect(told).toMatch(/x-real-ip/);
    expect(told).not.toMatch(/6\.6\.6\.6|forwarded-port/);
  });

  it("serves IPv6 as it serves IPv4", async () => {
    const { get: ask, echo } = await scene.serve();
    expect(JSON.parse((await ask({ ip: "::1" })).body).headers["x-forwarded-for"]).toBe("::1");
    expect((await echo({ ip: "::1" })).echo).toBe("hello");
  });

  it.each([
    ["a POST", ["POST /smuggled HTTP/1.1", `Host: ${name}`, ...handshakeLines, "Content-Length: 0"]],
    [
      "a body that would be the first bytes of the tunnel",
      get("/smuggled", ...handshakeLines, "Content-Length: 5"),
    ],
    ["chunks", get("/smuggled", ...handshakeLines, "Transfer-Encoding: chunked")],
  ])("refuses a handshake that is %s before the backend", async (_, request) => {
    const { raw } = await scene.serve();
    expect((await raw(request)).status).toBe(400);
    expect(await scene.seen("/smuggled")).toEqual([]);
  });

  it.each([
    ["other than ours", stranger],
    ["of ours again", name],
  ])(
    "refuses two Hosts, the second %s, in a handshake, in plain HTTP and on its own port",
    async (_, second) => {
      const { raw, place } = await scene.serve();
      for (const hosts of [
        [`Host: ${name}`, `Host: ${second}`],
        [`Host: ${second}`, `hOST: ${name}`],
      ]) {
        const request = ["GET /two-hosts HTTP/1.1", ...hosts];
        for (const more of [["Connection: close"], handshakeLines])
          expect((await raw([...request, ...more])).status).toBe(400);
        const redirected = connect(place.ports.http, "127.0.0.1");
        redirected.write(lines(...request, "Connection: close"));
        expect(await heard(redirected)).toMatch(/^HTTP\/1\.1 400 /);
      }
      expect(await scene.seen("/two-hosts")).toEqual([]);
    },
  );

  it("lets no page in whose Origin is empty", async () => {
    const { status } = await scene.serve({ answers: { origins: ["https://app.example.com"] } });
    expect(await status({ headers: { Origin: "" } })).toBe(403);
  });

  it("takes its names in capitals, with a dot and a port behind them", async () => {
    const { get: ask, place } = await scene.serve();
    const host = `${name.toUpperCase()}.:${place.ports.https}`;
    expect((await ask({ servername: name, host })).status).toBe(200);
  });

  it("takes a target of absolute form in place of the Host header, which reaches nobody else", async () => {
    const { raw, target } = await scene.serve();
    for (const more of [[], handshakeLines]) {
      expect((await raw(get("https://other.example.com/", ...more))).status).toBe(421);
      expect((await raw(get(`https://${name}@other.example.com/`, ...more))).status).toBe(421);
      expect((await raw(get("other.example.com:443", ...more))).status).toBe(400);
    }
    for (const [asked, told] of [
      [`https://${name}/there?a`, "/there?a"],
      [`HTTPS://${name}?a`, "/?a"],
    ] as const) {
      const connection = await connectRaw(target());
      connection.write(lines(...get(asked)));
      expect((await connection.takeThrough(`"url":"${told}"`)).toString()).toMatch(/^HTTP\/1\.1 200 /);
      connection.destroy();
    }
    expect((await raw(get(`https://${name}/`, ...handshakeLines))).status).toBe(101);
  });

  it("serves no more of the challenges' folder than the challenges", async () => {
    const { get: ask, plain } = await scene.serve();
    for (const path of ["none", "", "../../../../cert.pem", "..%2fx"])
      expect((await ask(plain({ path: `${challenges}/${path}` }))).status, path).toBe(404);
  });
});
