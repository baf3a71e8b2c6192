import { expect } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import { type Suite, suites } from "../../helpers/box/golden.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { matrix } from "../../helpers/matrix.ts";
import { expectUndone, expectUntouched } from "../helpers/as-before.ts";
import {
  apply,
  exits,
  expectEchoFromOutside,
  fingerprintOnDisk,
  name,
  plan,
  writeAnswers,
} from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const answers = "proxy: apache\nlimits: { handshakesPerSecond: 100, burst: 100 }\n";

inBoxes("Apache on an empty box", () => {
  matrix(
    "Apache, from an empty box and back",
    suites.map((suite) => ({
      title: `${suite}: a proven endpoint, nothing more to do, no socket dropped by a rotation, all of it taken back`,
      sampled: suite === "bookworm",
      timeout: 600_000,
      run: () => thereAndBack(suite),
    })),
  );
});

async function thereAndBack(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await writeAnswers(box, answers);
    const before = await box.snapshot();
    exits(0, await apply(box));
    await expectEchoFromOutside(box);
    expect(await httpGet({ ip: box.ip4, tls: false, host: name, path: "/a?b" })).toMatchObject({
      status: 301,
      headers: { location: `https://${name}/a?b` },
    });

    const once = await box.snapshot();
    expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
    expect(JSON.parse(exits(0, await apply(box, "--json")).stdout)).toMatchObject({ ok: true, changes: 0 });
    await expectUntouched(box, once);

    const sockets = await Promise.all(Array.from({ length: 50 }, (_, place) => opened(box, place % 2)));
    const old = await fingerprintOnDisk(box);
    exits(0, await box.wssSetup(["rotate", "--yes"]));
    expect(await fingerprintOnDisk(box)).not.toBe(old);
    await expectEchoFromOutside(box);
    for (const socket of sockets) expect(await socket.ask("still here")).toBe("still here");
    await Promise.all(sockets.map((socket) => socket.close()));

    exits(0, await box.wssSetup(["undo", "--yes"]));
    await expectUndone(box, before, ["apache2"]);
  });
}

async function opened(box: Box, family: number): Promise<OpenWebSocket> {
  const socket = await openWebSocket({ ip: family === 0 ? box.ip4 : box.ip6, host: name });
  if ("ask" in socket) return socket;
  throw new Error(`The handshake was answered with ${socket.status}.`);
}
