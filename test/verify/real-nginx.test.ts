import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Answers } from "../../src/core/answers.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { makeMaterial } from "../proxies/nginx/material.ts";
import { findNginx, type Suite } from "../proxies/nginx/nginx-packages.ts";
import { runNginx } from "../proxies/nginx/running-nginx.ts";
import { renderAt } from "../proxies/nginx/site.ts";
import * as backends from "./helpers/backends.ts";
import { deadPort } from "./helpers/listen.ts";
import { checkOf, name, outcomes, prove, verifyStep, websocket } from "./helpers/scene.ts";

/** The oldest, which cannot refuse a TLS handshake by name, and one that can. */
const versions = {
  bullseye: { version: "1.18.0", openssl: "1.1.1" },
  bookworm: { version: "1.22.1", openssl: "3.0" },
} as const;

const found = await Promise.all(
  (Object.keys(versions) as (Suite & keyof typeof versions)[]).map(
    async (suite) => [suite, await findNginx(suite)] as const,
  ),
);

describe.each(found)("the program's own site on a real nginx of %s", (suite, nginxFound) => {
  if ("reason" in nginxFound) {
    test.skip(`${suite}: nginx ${nginxFound.reason}`, () => {});
    return;
  }
  const { argv } = nginxFound;

  /** The proof of that site with these answers. */
  async function proof(answers: Partial<Answers> & Pick<Answers, "backend">) {
    const names = answers.names ?? [name];
    const material = await makeMaterial(names);
    const certificateFile = join(temporaryFolder(), "cert.pem");
    writeFileSync(certificateFile, material.certificate);
    const nginx = await runNginx(argv, (place) => ({
      ours: renderAt(place, material, { answers: { ...answers, names }, nginx: versions[suite] }),
    }));
    onTestFinished(() => nginx.stop());
    const step = verifyStep({
      certificateFile,
      names,
      backend: answers.backend,
      redirectHttp: true,
      refusesUnknownNames: true,
      origins: answers.origins ?? "any",
    });
    return prove(step, { httpsPort: nginx.ports.https, httpPort: nginx.ports.http });
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
});
