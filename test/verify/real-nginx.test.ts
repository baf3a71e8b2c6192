import { join } from "node:path";
import { expect, test } from "vitest";
import type { Answers } from "../../src/core/answers.ts";
import { someAnswers } from "../helpers/facts.ts";
import { type Check, describeOne } from "../proxies/live/describe-live.ts";
import { liveNginx, type OwnOfNginx } from "../proxies/nginx/running-nginx.ts";
import * as backends from "./helpers/backends.ts";
import { deadPort } from "./helpers/listen.ts";
import { checkOf, name, outcomes, prove, verifyStep, websocket } from "./helpers/scene.ts";

/** The oldest, which cannot refuse a TLS handshake by name, and one that can. */
const suites = ["bullseye", "bookworm"];

const own: Check<OwnOfNginx> = (scene) => {
  /** The proof of the program's own site with these answers. */
  async function proof(answers: Partial<Answers> & Pick<Answers, "backend">) {
    const names = answers.names ?? [name];
    const { place } = await scene.serve({ answers: { limits: someAnswers.limits, ...answers, names } });
    const certificateFile = join(place.folder, "cert.pem");
    const step = verifyStep({
      certificateFile,
      names,
      backend: answers.backend,
      redirectHttp: true,
      refusesUnknownNames: true,
      origins: answers.origins ?? "any",
    });
    return prove(step, { httpsPort: place.ports.https, httpPort: place.ports.http });
  }

  test("is proven, with the narrowest limits and a list of pages", async () => {
    const { url } = await backends.startBackend(backends.substrate, { onlyHost: "127.0.0.1" });
    const report = await proof({
      backend: [url],
      limits: { connectionsPerIp: 1, handshakesPerSecond: 1, burst: 0 },
      origins: ["https://app.example.com"],
    });
    expect(report.checks.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(checkOf(report, "backend").seen).toContain("of waiting for the endpoint's own limit");
    expect(checkOf(report, "backend").seen).toContain(
      "Polkadot node, 38 peers, in sync, the same as directly",
    );
    expect(checkOf(report, "origins").seen).toContain("https://app.example.com passes, others get 403");
  });

  test("is proven under an address, for clients without SNI", async () => {
    const { url } = await backends.startBackend(backends.echo);
    const report = await proof({ backend: [url], names: ["127.0.0.1", name] });
    expect(report.checks.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(checkOf(report, "unknown-names").seen).toContain("421");
  });

  test("tells a backend that is down from a fault of the set-up", async () => {
    const report = await proof({ backend: [`ws://127.0.0.1:${await deadPort()}`] });
    expect(report).toMatchObject({ ok: false, failedByUs: false, backendDown: true });
    expect(checkOf(report, websocket)).toMatchObject({ status: "failed", fault: "backend" });
    expect(outcomes(report)).toContain("redirect ok");
    expect(outcomes(report)).toContain("unknown-names ok");
  });
};

await describeOne(liveNginx, "the program's own site", own, suites);
