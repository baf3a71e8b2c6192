import type { ConnectionOptions } from "node:tls";
import { expect } from "vitest";
import { givesTickets, offersNoDhe } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import type { Endpoint } from "../endpoint.ts";

const old = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2" } as const;

const profile = (each: "modern" | "intermediate" | "compatible") => ({
  answers: { tls: { profile: each, dhparam: "ffdhe2048" as const } },
});

async function spoken({ connectTls }: Endpoint, options: ConnectionOptions) {
  const connection = await connectTls(options);
  const said = { protocol: connection.getProtocol(), cipher: connection.getCipher().name };
  connection.destroy();
  return said;
}

export const tls: Check = (scene, { everySuite, oneSuite }) => {
  everySuite("intermediate speaks 1.3, and 1.2 with forward secrecy and no DHE", async () => {
    // It is the profile of the plain endpoint.
    const endpoint = await scene.serve();
    expect((await spoken(endpoint, {})).protocol).toBe("TLSv1.3");
    expect(await spoken(endpoint, old)).toEqual({
      protocol: "TLSv1.2",
      cipher: expect.stringMatching(/^ECDHE-RSA-.*(GCM|POLY)/),
    });
    for (const ciphers of ["DHE-RSA-AES128-GCM-SHA256", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA256"])
      await expect(spoken(endpoint, { ...old, ciphers }), ciphers).rejects.toThrow(/handshake.failure/i);
    await expect(
      spoken(endpoint, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL@SECLEVEL=0" }),
    ).rejects.toThrow(/protocol.version/i);
  });

  everySuite("modern speaks 1.3 alone", async () => {
    const endpoint = await scene.serve(profile("modern"));
    expect((await spoken(endpoint, {})).protocol).toBe("TLSv1.3");
    await expect(spoken(endpoint, old)).rejects.toThrow(/protocol.version/i);
  });

  if (!offersNoDhe(scene))
    oneSuite("compatible takes DHE too", async () => {
      const endpoint = await scene.serve(profile("compatible"));
      const cipher = "DHE-RSA-AES128-GCM-SHA256";
      expect(await spoken(endpoint, { ...old, ciphers: cipher })).toEqual({ protocol: "TLSv1.2", cipher });
    });

  if (!givesTickets(scene))
    everySuite("gives no tickets, whose key would stay the same as long as the process lives", async () => {
      const { connectTls } = await scene.serve();
      const connection = await connectTls(old);
      expect(connection.getTLSTicket()).toBeUndefined();
      connection.destroy();
    });
};
