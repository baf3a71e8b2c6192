import { expect } from "vitest";
import { closesOnReload } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";
import { makeMaterial } from "../material.ts";

export const renewal: Check = (scene, { everySuite }) => {
  everySuite("takes up a new certificate on a reload, and drops no WebSocket where it can", async () => {
    const { opened, echo, reload } = await scene.serve({});
    const socket = await opened();
    await reload({}, await makeMaterial([name]));
    const report = await echo();
    expect(report.echo).toBe("hello");
    expect(report.session?.fingerprint).not.toBe(socket.session?.fingerprint);
    if (closesOnReload(scene)) expect(await socket.closed).toBe(1001);
    else expect(await socket.ask("still here")).toBe("still here");
  });
};
