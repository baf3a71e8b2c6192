import { expect, it } from "vitest";
import { describeHaproxy } from "./scene.ts";

await describeHaproxy("both limits at once", (scene) => {
  it("a handshake that is one too many holds no place, and is asked no faster than the rate", async () => {
    const limits = { connectionsPerIp: 1, handshakesPerSecond: 1, burst: 3 } as const;
    const target = scene.endpoint(await scene.serve({ answers: { limits } }));
    const begun = performance.now();
    expect(await scene.open(target)).toBe(101);
    const refused = await Promise.all(Array.from({ length: 3 }, () => scene.open(target)));
    expect(refused).toEqual([429, 429, 429]);
    await scene.sockets.pop()?.close();
    await expect.poll(() => scene.open(target)).toBe(101);
    // The refused ones used the burst up: no five within a second.
    expect(performance.now() - begun).toBeGreaterThan(900);
  });
});
