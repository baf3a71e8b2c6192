import { writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { expect, it } from "vitest";
import { RealHost } from "../../../src/host/real-host.ts";
import { probeCertificate } from "../../../src/probe/certificate.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { makeMaterial } from "../nginx/material.ts";
import type { RunningCaddy } from "./running-caddy.ts";
import { describeCaddy, name } from "./scene.ts";
import type { Material } from "./site.ts";

await describeCaddy("TLS", (scene) => {
  const spoken = async (caddy: RunningCaddy, options: tls.ConnectionOptions) => {
    const connection = await scene.connectTls(caddy, options);
    const said = { protocol: connection.getProtocol(), cipher: connection.getCipher().name };
    connection.destroy();
    return said;
  };
  const old = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2" } as const;
  const profile = (each: "modern" | "intermediate" | "compatible") => ({
    answers: { tls: { profile: each, dhparam: "ffdhe2048" as const } },
  });

  it("modern speaks 1.3 alone", async () => {
    const caddy = await scene.serve(profile("modern"));
    expect((await spoken(caddy, {})).protocol).toBe("TLSv1.3");
    await expect(spoken(caddy, old)).rejects.toThrow(/protocol.version/i);
  });

  it("intermediate speaks 1.2 with forward secrecy and no DHE", async () => {
    const caddy = await scene.serve(profile("intermediate"));
    expect(await spoken(caddy, old)).toEqual({
      protocol: "TLSv1.2",
      cipher: expect.stringMatching(/^ECDHE-RSA-.*(GCM|POLY)/),
    });
    await expect(spoken(caddy, { ...old, ciphers: "DHE-RSA-AES128-GCM-SHA256" })).rejects.toThrow(
      /handshake.failure/i,
    );
    await expect(spoken(caddy, { ...old, ciphers: "AES128-GCM-SHA256" })).rejects.toThrow(
      /handshake.failure/i,
    );
    await expect(
      spoken(caddy, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL@SECLEVEL=0" }),
    ).rejects.toThrow(/protocol.version/i);
  });

  it("verifies a backend over TLS", async () => {
    const impostor = tls.createServer({ cert: scene.material.certificate, key: scene.material.key });
    await new Promise<void>((resolve) => impostor.listen(0, "127.0.0.1", resolve));
    const { port } = impostor.address() as AddressInfo;
    const caddy = await scene.serve({ answers: { backend: [`wss://localhost:${port}`] } });
    expect(await scene.open(scene.endpoint(caddy))).toBe(502);
    await expect.poll(() => caddy.log()).toMatch(/x509: certificate/);
    await new Promise((resolve) => impostor.close(resolve));
  });

  it("takes a backend over TLS for what the operator pinned, and no other", async () => {
    const { certificate, key } = scene.material;
    const open = new Set<tls.TLSSocket>();
    const front = tls.createServer({ cert: certificate, key }, (client) => {
      open.add(client);
      client.pipe(connect(scene.backend.port, "127.0.0.1")).pipe(client);
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    const { port } = front.address() as AddressInfo;
    const status = async ({ certificate: pem }: Material) => {
      const file = join(temporaryFolder(), "pinned.pem");
      writeFileSync(file, pem);
      const seen = await probeCertificate(new RealHost(), file, file);
      const caddy = await scene.serve({
        answers: { backend: [`wss://127.0.0.1:${port}`], backendCertificate: file },
        facts: { certificates: seen === undefined ? {} : { [file]: seen } },
      });
      return scene.open(scene.endpoint(caddy));
    };
    expect(await status(scene.material)).toBe(101);
    expect(await status(await makeMaterial([name]))).toBe(502);
    for (const client of open) client.destroy();
    await new Promise((resolve) => front.close(resolve));
  });
});
