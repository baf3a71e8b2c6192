import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { describe, expect, test } from "vitest";
import * as backends from "./helpers/backends.ts";
import { selfSignedPair } from "./helpers/certificates.ts";
import { startRedirect } from "./helpers/endpoint.ts";
import { deadPort, rawServer } from "./helpers/listen.ts";
import {
  answer,
  checkOf,
  name,
  onDisk,
  onlyOrigins,
  outcomes,
  prove,
  scene,
  websocket,
} from "./helpers/scene.ts";

describe("a failure of the set-up has its cause and one command", () => {
  test("nothing listens on the port", async () => {
    const { step } = await scene();
    const httpsPort = await deadPort();
    const report = await prove(step, { httpsPort });
    expect(outcomes(report)).toEqual(["tls:127.0.0.1 failed", "dns:node.example.com ok"]);
    expect(report).toMatchObject({ ok: false, failedByUs: true, backendDown: false });
    expect(checkOf(report, "tls:127.0.0.1")).toMatchObject({ fix: `ss -ltnp "sport = :${httpsPort}"` });
    expect(checkOf(report, "tls:127.0.0.1").cause).toContain("not running");
  });

  test("the port swallows connections", async () => {
    const { step } = await scene();
    const httpsPort = await rawServer(() => {});
    const report = await prove(step, { httpsPort, connectionTimeout: 300 });
    expect(checkOf(report, "tls:127.0.0.1")).toMatchObject({
      seen: "no answer within 0.3 s",
      fix: "iptables -S INPUT",
    });
  });

  test("another certificate is served: the reload did not arrive", async () => {
    const { step, httpsPort } = await scene(backends.echo, { pair: await selfSignedPair([name]) });
    const report = await prove(step, { httpsPort });
    expect(checkOf(report, "tls:127.0.0.1")).toMatchObject({ status: "failed", fix: "service nginx reload" });
    expect(checkOf(report, "tls:127.0.0.1").cause).toContain("reload did not arrive");
    expect(report.failedByUs).toBe(true);
  });

  test("the name is refused by TLS", async () => {
    const { step, httpsPort } = await scene(backends.echo, { names: ["old.example.com"] });
    const report = await prove(step, { httpsPort });
    expect(checkOf(report, "tls:127.0.0.1").seen).toMatch(/^TLS alert \d+ for node\.example\.com after/);
  });

  test("the certificate lacks a name", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove({ ...step, names: [name, "second.example.com"] }, { httpsPort });
    expect(checkOf(report, "names")).toMatchObject({
      status: "failed",
      cause: "The certificate is not for second.example.com.",
      fix: "wss-setup rotate --yes",
    });
  });

  test("a second name is not served", async () => {
    const both = await selfSignedPair([name, "second.example.com"]);
    const { step, httpsPort } = await scene(backends.echo, { pair: both });
    const names = [name, "second.example.com"];
    const report = await prove({ ...step, names, certificateFile: onDisk(both) }, { httpsPort });
    expect(checkOf(report, "names").seen).toMatch(/^second\.example\.com: TLS alert/);
  });

  test("the certificate has ended", async () => {
    const ended = await selfSignedPair([name], -1);
    const { step, httpsPort } = await scene(backends.echo, { pair: ended });
    const report = await prove({ ...step, certificateFile: onDisk(ended) }, { httpsPort });
    expect(checkOf(report, "names")).toMatchObject({ status: "failed", cause: "The certificate has ended." });
  });

  test("there is no certificate on the disk", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove({ ...step, certificateFile: "/nonexistent/wss-setup.crt" }, { httpsPort });
    expect(outcomes(report)).toEqual(["certificate-file failed"]);
  });

  test("502 though the backend answers directly", async () => {
    const { step, httpsPort } = await scene(backends.echo, { backendPort: await deadPort() });
    const report = await prove(step, { httpsPort });
    const check = checkOf(report, websocket);
    expect(check.seen).toMatch(/^wss:\/\/node\.example\.com:\d+ gave "502 Bad Gateway" after \d+ ms$/);
    expect(check).toMatchObject({
      status: "failed",
      fault: "setup",
      fix: "tail -n 20 /var/log/nginx/error.log",
    });
    expect(check.cause).toContain("which answers directly");
    expect(report).toMatchObject({ ok: false, failedByUs: true, backendDown: false });
  });

  test("403 because the backend forbids the Host that the proxy sends", async () => {
    const { step, httpsPort } = await scene(backends.echo, { backendHost: name }, { onlyHost: "127.0.0.1" });
    const report = await prove(step, { httpsPort });
    expect(checkOf(report, websocket).cause).toContain("the proxy has to send it the backend's own Host");
  });

  test("403 that is the proxy's own", async () => {
    const { step, httpsPort } = await scene(backends.echo, { intercept: answer("403 Forbidden") });
    expect(checkOf(await prove(step, { httpsPort }), websocket).cause).toContain("The proxy forbids");
  });

  test("a page instead of an upgrade", async () => {
    const { step, httpsPort } = await scene(backends.echo, { intercept: answer("200 OK") });
    expect(checkOf(await prove(step, { httpsPort }), websocket).cause).toContain(
      "does not pass the upgrade on",
    );
  });

  test("silence", async () => {
    const { step, httpsPort } = await scene(backends.echo, { intercept: () => "answered" });
    const check = checkOf(await prove(step, { httpsPort, connectionTimeout: 400 }), websocket);
    expect(check.seen).toMatch(/gave no answer within 0\.4 s$/);
    expect(check.cause).toContain("keeps silent");
  });

  test("a wrong Sec-WebSocket-Accept", async () => {
    const wrong =
      "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n";
    const intercept = (_request: IncomingMessage, socket: Duplex) => {
      socket.write(wrong);
      return "answered" as const;
    };
    const { step, httpsPort } = await scene(backends.echo, { intercept });
    expect(checkOf(await prove(step, { httpsPort }), websocket).cause).toContain(
      "spoils the WebSocket handshake",
    );
  });

  test("another server behind it than directly", async () => {
    const stranger = await backends.startBackend(backends.geth);
    const { step, httpsPort } = await scene(backends.substrate, { backendPort: stranger.port });
    const check = checkOf(await prove(step, { httpsPort }), "backend");
    expect(check).toMatchObject({ status: "failed", fault: "setup" });
    expect(check.seen).toMatch(/^through the endpoint Ethereum node \(geth\).*, directly Polkadot node/);
  });

  test("strangers are served", async () => {
    const { step, httpsPort } = await scene(backends.echo, {
      names: [name, ".invalid"],
      answersStrangers: true,
    });
    const check = checkOf(
      await prove({ ...step, refusesUnknownNames: true }, { httpsPort }),
      "unknown-names",
    );
    expect(check).toMatchObject({ status: "failed", fault: "setup" });
    expect(check.seen).toContain("101, a WebSocket");
  });

  test("any other upgrade is tunnelled", async () => {
    const intercept = (request: IncomingMessage, socket: Duplex) => {
      if (request.headers.upgrade !== "h2c") return undefined;
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
      return "answered" as const;
    };
    const { step, httpsPort } = await scene(backends.echo, { intercept });
    expect(checkOf(await prove(step, { httpsPort }), "other-upgrades")).toMatchObject({
      status: "failed",
      fault: "setup",
    });
  });

  test("a foreign page gets through although there is a list", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove({ ...step, origins: ["https://app.example.com"] }, { httpsPort });
    expect(checkOf(report, "origins")).toMatchObject({
      status: "failed",
      cause: "The list of allowed pages is not in force.",
    });
  });

  test("the page of the list is refused", async () => {
    const { step, httpsPort } = await scene(backends.echo, {
      intercept: onlyOrigins(["https://old.example.com"]),
    });
    const report = await prove({ ...step, origins: ["https://app.example.com"] }, { httpsPort });
    expect(checkOf(report, "origins").seen).toContain(
      "a page of https://app.example.com does not get through",
    );
  });

  test.each([
    ["nothing is redirected", () => true, `"404 Not Found"`],
    ["challenges are redirected too", () => false, "/.well-known/acme-challenge/ is redirected too"],
  ])("on port 80 %s", async (_what, spared, seen) => {
    const { step, httpsPort } = await scene(backends.echo);
    const report = await prove(
      { ...step, redirectHttp: true },
      { httpsPort, httpPort: await startRedirect(name, spared) },
    );
    expect(checkOf(report, "redirect")).toMatchObject({ status: "failed", fault: "setup" });
    expect(checkOf(report, "redirect").seen).toContain(seen);
  });

  test("nothing listens on port 80", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const httpPort = await deadPort();
    const report = await prove({ ...step, redirectHttp: true }, { httpsPort, httpPort });
    expect(checkOf(report, "redirect")).toMatchObject({
      status: "failed",
      fix: `ss -ltnp "sport = :${httpPort}"`,
    });
  });
});
