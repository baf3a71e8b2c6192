import { describe, expect, test } from "vitest";
import * as backends from "./helpers/backends.ts";
import { startEndpoint } from "./helpers/endpoint.ts";
import { deadPort } from "./helpers/listen.ts";
import { checkOf, name, onDisk, prove, scene, sharedPair, verifyStep, websocket } from "./helpers/scene.ts";

describe("a backend that is down", () => {
  test.each([
    [false, "failed", false],
    [true, "warning", true],
  ])("down before we began: %s", async (backendWasDown, status, ok) => {
    const port = await deadPort();
    const endpoint = await startEndpoint({ pair: await sharedPair(), names: [name], backendPort: port });
    const backend = [`ws://127.0.0.1:${port}`];
    const step = verifyStep({
      certificateFile: onDisk(await sharedPair()),
      backend,
      backendWasDown,
      refusesUnknownNames: true,
    });
    const report = await prove(step, { httpsPort: endpoint.port });
    expect(report).toMatchObject({ ok, failedByUs: false, backendDown: true });
    const check = checkOf(report, websocket);
    expect(check).toMatchObject({ status, fault: "backend", fix: `ss -ltnp "sport = :${port}"` });
    expect(check.seen).toContain("502 Bad Gateway");
    expect(check.cause).toContain("refuses direct connections too, so the fault is not in this set-up");
    expect(check.cause).toContain(`Nothing listens on 127.0.0.1:${port}. Is the node running?`);
    expect(checkOf(report, "unknown-names").status).toBe("ok");
  });

  test("is no excuse for a fault of ours", async () => {
    const backend = [`ws://127.0.0.1:${await deadPort()}`];
    const step = verifyStep({ certificateFile: onDisk(await sharedPair()), backend, backendWasDown: true });
    const report = await prove(step, { httpsPort: await deadPort() });
    expect(report).toMatchObject({ ok: false, failedByUs: true, backendDown: true });
  });

  test("one of two is a warning", async () => {
    const { step, httpsPort } = await scene(backends.echo);
    const dead = `ws://127.0.0.1:${await deadPort()}`;
    const report = await prove({ ...step, backend: [dead, ...step.backend] }, { httpsPort });
    expect(checkOf(report, "backend")).toMatchObject({ status: "warning" });
    expect(checkOf(report, "backend").cause).toContain("1 of 2 backends do not answer");
    expect(report.ok).toBe(true);
  });
});
