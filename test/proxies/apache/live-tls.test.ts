import { writeFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { expect, it } from "vitest";
import { issue } from "../../helpers/authority.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import type { RunningApache } from "./running-apache.ts";
import { describeApache, name } from "./scene.ts";

await describeApache("TLS", (scene) => {
  const spoken = async ({ ports }: RunningApache, options: tls.ConnectionOptions) => {
    const connection = tls.connect({
      host: "127.0.0.1",
      port: ports.https,
      servername: name,
      ca: scene.material.certificate,
      ...options,
    });
    await new Promise<void>((resolve, reject) => {
      connection.once("secureConnect", resolve).once("error", reject);
    });
    const said = { protocol: connection.getProtocol(), cipher: connection.getCipher().name };
    connection.destroy();
    return said;
  };
  const old = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2" } as const;
  const profile = (each: "modern" | "intermediate" | "compatible") => ({
    answers: { tls: { profile: each, dhparam: "ffdhe2048" as const } },
  });

  it("modern speaks 1.3 alone", async () => {
    const apache = await scene.serve(profile("modern"));
    expect((await spoken(apache, {})).protocol).toBe("TLSv1.3");
    await expect(spoken(apache, old)).rejects.toThrow(/protocol.version/i);
  });

  it("intermediate speaks 1.2 with forward secrecy and no DHE", async () => {
    const apache = await scene.serve(profile("intermediate"));
    expect((await spoken(apache, {})).protocol).toBe("TLSv1.3");
    expect(await spoken(apache, old)).toEqual({
      protocol: "TLSv1.2",
      cipher: expect.stringMatching(/^ECDHE-RSA-.*(GCM|POLY)/),
    });
    for (const ciphers of ["DHE-RSA-AES128-GCM-SHA256", "AES128-GCM-SHA256"]) {
      await expect(spoken(apache, { ...old, ciphers })).rejects.toThrow(/handshake.failure/i);
    }
    await expect(
      spoken(apache, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL@SECLEVEL=0" }),
    ).rejects.toThrow(/protocol.version/i);
  });

  it("compatible takes DHE too", async () => {
    const apache = await scene.serve(profile("compatible"));
    expect(await spoken(apache, { ...old, ciphers: "DHE-RSA-AES128-GCM-SHA256" })).toEqual({
      protocol: "TLSv1.2",
      cipher: "DHE-RSA-AES128-GCM-SHA256",
    });
  });

  it("gives names that are not ours nothing, not even a certificate, in either version", async () => {
    const apache = await scene.serve(profile("compatible"));
    const blind = { rejectUnauthorized: false, servername: "other.example.com" };
    for (const version of [{}, old, { minVersion: "TLSv1.3" as const }]) {
      await expect(spoken(apache, { ...blind, ...version })).rejects.toThrow(/alert/i);
    }
  });

  it("takes a backend whose own certificate is pinned, by whatever name or address, and no other", async () => {
    const [own, other] = ["own", "other"].map((each) => issue(each, { names: ["backend.lan"] }));
    const context = (pair = own) => ({ cert: pair?.certificate, key: pair?.key });
    const backend = https.createServer(context(), (_, response) => response.end("it is me"));
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
    const { port } = backend.address() as AddressInfo;
    const pin = join(temporaryFolder(), "backend.pem");
    writeFileSync(pin, own?.certificate ?? "");
    const seen = { notBefore: "", notAfter: "", fingerprint: "", key: "ecdsa", issuer: "" } as const;
    const certificates = { [pin]: { ...seen, names: ["backend.lan"], selfSigned: true, keyMatches: false } };
    const apache = await scene.serve({
      answers: { backend: [`wss://127.0.0.1:${port}`], backendCertificate: pin },
      facts: { certificates },
    });
    expect((await httpGet(scene.endpoint(apache))).body).toBe("it is me");
    backend.setSecureContext(context(other));
    backend.closeAllConnections();
    expect((await httpGet(scene.endpoint(apache))).status).toBe(500);
    backend.close();
  });

  it("verifies a backend over TLS", async () => {
    const impostor = tls.createServer({ cert: scene.material.certificate, key: scene.material.key });
    await new Promise<void>((resolve) => impostor.listen(0, "127.0.0.1", resolve));
    const { port } = impostor.address() as AddressInfo;
    const apache = await scene.serve({ answers: { backend: [`wss://localhost:${port}`] } });
    expect([500, 502]).toContain(await scene.open(scene.endpoint(apache)));
    await expect.poll(() => apache.log()).toMatch(/AH02039: Certificate Verification: Error/);
    await new Promise((resolve) => impostor.close(resolve));
  });
});
