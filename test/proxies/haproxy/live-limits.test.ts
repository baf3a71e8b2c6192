import { expect } from "vitest";
import { describeOne } from "../live/describe-live.ts";
import { liveHaproxy } from "./running-haproxy.ts";

await describeOne(liveHaproxy, "both limits at once", (scene, { everySuite }) => {
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
});
