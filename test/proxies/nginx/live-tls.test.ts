import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { expect, it } from "vitest";
import type { RunningNginx } from "./running-nginx.ts";
import { describeNginx } from "./scene.ts";

await describeNginx("TLS", (scene) => {
  const spoken = async (nginx: RunningNginx, options: tls.ConnectionOptions) => {
    const connection = await scene.connectTls(nginx, options);
    const said = { protocol: connection.getProtocol(), cipher: connection.getCipher().name };
    connection.destroy();
    return said;
  };
  const old = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2" } as const;
  const profile = (each: "modern" | "intermediate" | "compatible") => ({
    answers: { tls: { profile: each, dhparam: "ffdhe2048" as const } },
  });

  it("modern speaks 1.3 alone", async () => {
    const nginx = await scene.serve(profile("modern"));
    expect((await spoken(nginx, {})).protocol).toBe("TLSv1.3");
    await expect(spoken(nginx, old)).rejects.toThrow(/protocol.version/i);
  });

  it("intermediate speaks 1.2 with forward secrecy and no DHE", async () => {
    const nginx = await scene.serve(profile("intermediate"));
    expect(await spoken(nginx, old)).toEqual({
      protocol: "TLSv1.2",
      cipher: expect.stringMatching(/^ECDHE-RSA-.*(GCM|POLY)/),
    });
    await expect(spoken(nginx, { ...old, ciphers: "DHE-RSA-AES128-GCM-SHA256" })).rejects.toThrow(
      /handshake.failure/i,
    );
    await expect(spoken(nginx, { ...old, ciphers: "AES128-GCM-SHA256" })).rejects.toThrow(
      /handshake.failure/i,
    );
    await expect(
      spoken(nginx, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL@SECLEVEL=0" }),
    ).rejects.toThrow(/protocol.version/i);
  });

  it("compatible takes DHE too", async () => {
    const nginx = await scene.serve(profile("compatible"));
    expect(await spoken(nginx, { ...old, ciphers: "DHE-RSA-AES128-GCM-SHA256" })).toEqual({
      protocol: "TLSv1.2",
      cipher: "DHE-RSA-AES128-GCM-SHA256",
    });
  });

  it("gives no tickets", async () => {
    const nginx = await scene.serve();
    const connection = await scene.connectTls(nginx, old);
    expect(connection.getTLSTicket()).toBeUndefined();
    connection.destroy();
  });

  it("verifies a backend over TLS", async () => {
    const impostor = tls.createServer({ cert: scene.material.certificate, key: scene.material.key });
    await new Promise<void>((resolve) => impostor.listen(0, "127.0.0.1", resolve));
    const { port } = impostor.address() as AddressInfo;
    const nginx = await scene.serve({ answers: { backend: [`wss://localhost:${port}`] } });
    expect(await scene.open(scene.endpoint(nginx))).toBe(502);
    expect(nginx.log()).toMatch(/upstream SSL certificate verify error/);
    await new Promise((resolve) => impostor.close(resolve));
  });
});
