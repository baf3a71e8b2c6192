import { expect } from "vitest";
import { openWebSocket } from "../../../helpers/client/websocket.ts";
import { showsCertificateToStrangers } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";

const stranger = "other.example.com";
const old = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const;

export const names: Check = (scene, { everySuite }) => {
  everySuite("refuses names that are not ours before the backend", async () => {
    const { target, status, get } = await scene.serve();
    const { ca: _, ...unverified } = target({ host: stranger, path: "/stranger" });
    for (const servername of [stranger, null]) {
      const asking = openWebSocket({ ...unverified, servername });
      if (showsCertificateToStrangers(scene)) expect((await asking).status).toBe(421);
      else await expect(asking).rejects.toThrow(/alert|unrecognized.name/i);
    }
    const behindOurs = { servername: name, host: stranger, path: "/stranger" };
    expect(await status(behindOurs)).toBe(421);
    expect((await get(behindOurs)).status).toBe(421);
    expect(await scene.seen("/stranger")).toEqual([]);
  });

  everySuite("gives names that are not ours nothing, not even a certificate, in either version", async () => {
    const { connectTls } = await scene.serve();
    const shows = showsCertificateToStrangers(scene);
    for (const version of [{}, old, { minVersion: "TLSv1.3" as const }]) {
      const asking = connectTls({ rejectUnauthorized: false, servername: stranger, ...version });
      if (shows) (await asking).destroy();
      else await expect(asking).rejects.toThrow(/alert/i);
    }
  });

  everySuite("serves an IP name to clients without SNI, and still refuses other Hosts", async () => {
    const { echo, status, place } = await scene.serve({ answers: { names: ["127.0.0.1", "::1", name] } });
    const byAddress = { host: "127.0.0.1", servername: null };
    expect((await echo(byAddress)).echo).toBe("hello");
    for (const host of ["[::1]", `[::1]:${place.ports.https}`])
      expect(await status({ ...byAddress, host }), host).toBe(101);
    expect((await echo()).echo).toBe("hello");
    expect(await status({ ...byAddress, host: stranger })).toBe(421);
  });
};
