import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Check } from "../../src/verify/check.ts";
import * as backends from "./helpers/backends.ts";
import { selfSignedPair } from "./helpers/certificates.ts";
import { startRedirect } from "./helpers/endpoint.ts";
import { refuse } from "./helpers/listen.ts";
import {
  answer,
  checkOf,
  hostWithDns,
  name,
  onDisk,
  onlyOrigins,
  outcomes,
  prove,
  scene,
  websocket,
} from "./helpers/scene.ts";

describe("an endpoint that works", () => {
  test("is proven by every check, in few handshakes, one at a time", async () => {
    const origins = ["https://app.example.com"];
    const intercept = onlyOrigins(origins);
    const { backend, endpoint, step, httpsPort } = await scene(backends.substrate, { intercept });
    const seen: Check[] = [];
    const full = { ...step, redirectHttp: true, refusesUnknownNames: true, origins };
    const report = await prove(full, {
      httpsPort,
      httpPort: await startRedirect(name),
      onCheck: (check) => seen.push(check),
    });
    expect(outcomes(report)).toEqual([
      "tls:127.0.0.1 ok",
      "names ok",
      "websocket:127.0.0.1 ok",
      "backend ok",
      "unsafe-rpc ok",
      "unknown-names ok",
      "other-upgrades ok",
      "origins ok",
      "redirect ok",
      "dns:node.example.com ok",
    ]);
    expect(report).toMatchObject({ ok: true, failedByUs: false, backendDown: false });
    expect(seen).toEqual(report.checks);
    expect(checkOf(report, "tls:127.0.0.1").seen).toMatch(
      /^TLS 1\.3, the certificate is the one on disk, \d+ ms$/,
    );
    expect(checkOf(report, websocket).seen).toMatch(/^upgraded, a ping came back, \d+ ms$/);
    expect(checkOf(report, "backend").seen).toBe("Polkadot node, 38 peers, in sync, the same as directly");
    expect(checkOf(report, "unknown-names").seen).toContain("TLS alert");
    expect(endpoint.handshakes()).toBeLessThanOrEqual(12);
    expect(endpoint.peak()).toBe(1);
    await expect.poll(() => backend.open()).toBe(0);
  });

  test("over both families", async ({ skip }) => {
    const { step, httpsPort } = await scene(backends.echo, { listenOn: "::" }).catch(() =>
      skip("no IPv6 here"),
    );
    const report = await prove(step, { httpsPort, addresses: ["127.0.0.1", "::1"] });
    expect(outcomes(report).slice(0, 5)).toEqual([
      "tls:127.0.0.1 ok",
      "tls:::1 ok",
      "names ok",
      "websocket:127.0.0.1 ok",
      "websocket:::1 ok",
    ]);
    expect(checkOf(report, "tls:::1").title).toBe(`IPv6 [::1]:${httpsPort}`);
  });

  test("on a box without a global address, through loopback", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove(step, { httpsPort, addresses: [] });
    expect(report.ok).toBe(true);
    expect(checkOf(report, "tls:127.0.0.1").status).toBe("ok");
  });

  test.each([
    ["Socket.IO server", backends.engineIo, { path: "/socket.io/" }],
    ["libp2p node", backends.multistream, {}],
    ["MQTT broker", backends.mqttBroker, { protocol: "mqtt" }],
    ["Ethereum node (geth), block 23,845,056", backends.geth, {}],
    ["Echo server", backends.echo, {}],
  ])("with a %s behind it", async (label, talk, options) => {
    const { step, httpsPort } = await scene(talk, {}, options);
    const report = await prove(step, { httpsPort });
    expect(checkOf(report, "backend")).toMatchObject({
      status: "ok",
      seen: `${label}, the same as directly`,
    });
    expect(report.ok).toBe(true);
  });

  test("with a server behind it that says nothing of itself and answers no ping", async () => {
    const { step, httpsPort } = await scene(backends.plain, {}, { autoPong: false });
    const report = await prove(step, { httpsPort, connectionTimeout: 500 });
    expect(checkOf(report, websocket)).toMatchObject({ status: "ok" });
    expect(checkOf(report, websocket).seen).toContain("directly neither");
    expect(report.ok).toBe(true);
  });

  test("under a name that is an address, without SNI; strangers get 421", async () => {
    const local = await selfSignedPair(["127.0.0.1", name]);
    const { step, httpsPort } = await scene(backends.echo, {
      pair: local,
      names: ["127.0.0.1", name],
      answersStrangers: true,
    });
    const asked = {
      ...step,
      certificateFile: onDisk(local),
      names: ["127.0.0.1", name],
      refusesUnknownNames: true,
    };
    const report = await prove(asked, { httpsPort });
    expect(checkOf(report, "names").seen).toContain("127.0.0.1 (without SNI)");
    expect(checkOf(report, "unknown-names").seen).toContain("421");
    expect(report.ok).toBe(true);
  });

  test("unsafe calls through the endpoint are a warning with its fix", async () => {
    const { step, httpsPort } = await scene(backends.unsafeSubstrate);
    const report = await prove(step, { httpsPort });
    expect(checkOf(report, "unsafe-rpc")).toMatchObject({ status: "warning" });
    expect(checkOf(report, "unsafe-rpc").cause).toContain("--rpc-methods safe");
    expect(report.ok).toBe(true);
  });
});

describe("an address of the box that it cannot reach itself", () => {
  const withoutWay = () => {
    const host = hostWithDns();
    return Object.assign(hostWithDns(), {
      dial: async (target: Parameters<typeof host.dial>[0]) => {
        if (target.address !== "2001:db8::10") return host.dial(target);
        throw Object.assign(new Error("connect EADDRNOTAVAIL 2001:db8::10"), { code: "EADDRNOTAVAIL" });
      },
    });
  };

  test("is a warning beside one that it can reach", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove(step, { httpsPort, addresses: ["127.0.0.1", "2001:db8::10"] }, withoutWay());
    expect(checkOf(report, "tls:2001:db8::10")).toMatchObject({
      status: "warning",
      fix: "ip route get 2001:db8::10",
    });
    expect(checkOf(report, websocket).status).toBe("ok");
    expect(report.ok).toBe(true);
  });

  test("gives way to loopback when it is the only one", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove(step, { httpsPort, addresses: ["2001:db8::10"] }, withoutWay());
    expect(outcomes(report).slice(0, 2)).toEqual(["tls:2001:db8::10 warning", "tls:127.0.0.1 ok"]);
    expect(checkOf(report, websocket).status).toBe("ok");
  });
});

describe("the endpoint's own limits", () => {
  test("a limiter that lets one handshake a second through is waited for, and that is said", async () => {
    let last = Number.NEGATIVE_INFINITY;
    const intercept = (_request: IncomingMessage, socket: Duplex) => {
      const now = performance.now();
      if (now - last >= 900) {
        last = now;
        return undefined;
      }
      refuse(socket, "429 Too Many Requests");
      return "answered" as const;
    };
    const { step, endpoint, httpsPort } = await scene(backends.echo, { intercept });
    const report = await prove(step, { httpsPort });
    expect(checkOf(report, "backend")).toMatchObject({ status: "ok" });
    expect(checkOf(report, "backend").seen).toContain("(after 1 s of waiting for the endpoint's own limit)");
    expect(endpoint.handshakes()).toBeLessThanOrEqual(12);
  });

  test("one that refuses for good fails with its cause, after a bounded wait", async () => {
    const intercept = answer("429 Too Many Requests");
    const { step, endpoint, httpsPort } = await scene(backends.echo, { intercept });
    const report = await prove(step, { httpsPort });
    const check = checkOf(report, websocket);
    expect(check).toMatchObject({
      status: "failed",
      fault: "setup",
      fix: `ss -tn state established "sport = :${httpsPort}"`,
    });
    expect(check.cause).toContain("own limit");
    expect(endpoint.handshakes()).toBeLessThanOrEqual(12);
  });
});

describe("DNS lies outside the box", () => {
  test.each([
    ["no address", {}, "no address"],
    ["another box", { [name]: ["198.51.100.7"] }, "198.51.100.7: not an address of this box's interfaces"],
  ])("%s is a warning", async (_what, records, seen) => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove(step, { httpsPort }, hostWithDns(records));
    expect(checkOf(report, `dns:${name}`)).toMatchObject({ status: "warning", seen });
    expect(report.ok).toBe(true);
  });
});

test("a resolver that never answers holds nothing up", async () => {
  const { step, httpsPort } = await scene(backends.echo);
  const mute = Object.assign(hostWithDns(), { resolve: () => new Promise<never>(() => {}) });
  const report = await prove(step, { httpsPort, connectionTimeout: 300 }, mute);
  expect(checkOf(report, `dns:${name}`)).toMatchObject({
    status: "warning",
    seen: "not looked up: no answer within 0.3 s",
  });
});

test("a name that nobody could look up is no missing record, and is named once", async () => {
  const { step, httpsPort } = await scene(backends.echo);
  const said = `the name ${name} could not be looked up: no DNS server answered`;
  const lost = Object.assign(hostWithDns(), { resolve: () => Promise.reject(new Error(said)) });
  const report = await prove(step, { httpsPort }, lost);
  expect(checkOf(report, `dns:${name}`)).toEqual({
    id: `dns:${name}`,
    title: `DNS of ${name}`,
    status: "warning",
    seen: "not looked up: no DNS server answered",
    fix: "look at /etc/resolv.conf",
  });
});

test("the whole proof is bounded", async () => {
  const { step, httpsPort } = await scene(backends.echo, { intercept: () => "answered" });
  const started = performance.now();
  const report = await prove(step, { httpsPort, connectionTimeout: 5000, overallTimeout: 700 });
  expect(performance.now() - started).toBeLessThan(4000);
  expect(report.ok).toBe(false);
});
