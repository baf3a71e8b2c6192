import { expect } from "vitest";
import { liveHaproxy } from "../haproxy/running-haproxy.ts";
import { liveNginx } from "../nginx/running-nginx.ts";
import { type Check, describeOne } from "./describe-live.ts";

const bothLimits: Check = (scene, { everySuite }) => {
  everySuite(
    "a handshake that is one too many holds no place, and is asked no faster than the rate",
    async () => {
      const limits = { connectionsPerIp: 1, handshakesPerSecond: 1, burst: 3 } as const;
      const { status, opened } = await scene.serve({ answers: { limits } });
      const begun = performance.now();
      const socket = await opened();
      const refused = await Promise.all(Array.from({ length: 3 }, () => status()));
      expect(refused).toEqual([429, 429, 429]);
      await socket.close();
      await expect.poll(() => status()).toBe(101);
      // The refused ones used the burst up: no five within a second.
      expect(performance.now() - begun).toBeGreaterThan(900);
    },
  );
};

await describeOne(liveNginx, "both limits at once", bothLimits);
await describeOne(liveHaproxy, "both limits at once", bothLimits);
