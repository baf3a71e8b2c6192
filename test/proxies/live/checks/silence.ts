import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { Check } from "../describe-live.ts";

export const silence: Check = (scene, { everySuite, oneSuite }) => {
  oneSuite("closes a WebSocket that is silent for the idle timeout, and no other", async () => {
    const { opened } = await scene.serve({ answers: { idleTimeout: 2 } });
    const [silent, busy] = [await opened(), await opened()];
    let over: number | undefined;
    void silent.closed.then((code) => {
      over = code;
    });
    while (over === undefined) {
      expect(await busy.ask("still here")).toBe("still here");
      await pause(50);
    }
    expect(over).toBe(1006);
    expect(await busy.ask("still here")).toBe("still here");
  });

  everySuite("asks a silent client by TCP whether it is still there", async () => {
    const { place, opened } = await scene.serve();
    await opened();
    // proc(5): state 01 is established, timer 02 is keepalive.
    const port = place.ports.https.toString(16).toUpperCase().padStart(4, "0");
    const timers = () =>
      ["/proc/net/tcp", "/proc/net/tcp6"]
        .filter((file) => existsSync(file))
        .flatMap((file) => readFileSync(file, "utf8").split("\n"))
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === "01")
        .map((fields) => fields[5]?.slice(0, 2));
    await expect.poll(timers).toEqual(["02"]);
  });
};
