import { writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import { expect, onTestFinished } from "vitest";
import { RealHost } from "../../../../src/host/real-host.ts";
import { probeCertificate } from "../../../../src/probe/certificate.ts";
import { issue, type Pair } from "../../../helpers/authority.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";
import { logsNoFaultOfTls } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import type { Scene } from "../scene.ts";

/** With which a proxy says that it could not come to its backend; Apache takes it for an error of its own. */
const refusals = [500, 502, 503];

const context = ({ certificate, key }: Pair) => ({ cert: certificate, key });

/** A backend that is spoken to over TLS, and how it shows another certificate from now on. */
async function secured({ backend }: Scene, pair: Pair) {
  const open = new Set<TLSSocket>();
  const server = createServer(context(pair), (client) => {
    open.add(client);
    client.on("error", () => client.destroy());
    client.pipe(connect(backend.port, "127.0.0.1")).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hangUp = () => {
    for (const client of open) client.destroy();
  };
  onTestFinished(() => {
    server.close();
    hangUp();
  });
  const show = (other: Pair) => {
    server.setSecureContext(context(other));
    hangUp();
  };
  return { port: (server.address() as AddressInfo).port, show };
}

export const backendTls: Check = (scene, { oneSuite }) => {
  oneSuite("takes a backend over TLS whose own certificate is pinned, and no other", async () => {
    const [own, other] = ["own", "other"].map((each) => issue(each, { names: ["backend.lan"] })) as [
      Pair,
      Pair,
    ];
    const { port, show } = await secured(scene, own);
    const pin = join(temporaryFolder(), "backend.pem");
    writeFileSync(pin, own.certificate);
    const seen = await probeCertificate(new RealHost(), pin, pin);
    const { get, status } = await scene.serve({
      answers: { backend: [`wss://127.0.0.1:${port}`], backendCertificate: pin },
      facts: { certificates: seen === undefined ? {} : { [pin]: seen } },
    });
    expect(await status()).toBe(101);
    expect((await get()).status).toBe(200);
    show(other);
    expect(refusals).toContain(await status({ path: "/impostor" }));
    expect(refusals).toContain((await get({ path: "/impostor" })).status);
    expect(await scene.seen("/impostor")).toEqual([]);
  });

  oneSuite("verifies a backend over TLS that is not pinned", async () => {
    const { port } = await secured(scene, issue("impostor", { names: ["localhost"] }));
    const backend = [`wss://localhost:${port}`];
    const { status, get, log } = await scene.serve({ answers: { backend } });
    expect(refusals).toContain(await status({ path: "/unverified" }));
    expect(refusals).toContain((await get({ path: "/unverified" })).status);
    expect(await scene.seen("/unverified")).toEqual([]);
    if (!logsNoFaultOfTls(scene)) await expect.poll(log).toMatch(/certificate/i);
  });
};
