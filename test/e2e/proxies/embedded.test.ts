import { expect } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import { type Suite, suites } from "../../helpers/box/golden.ts";
import { matrix } from "../../helpers/matrix.ts";
import { expectAsBefore } from "../helpers/as-before.ts";
import { apply, exits, expectEchoFromOutside, name, plan, setUp, writeAnswers } from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const unit = "wss-setup-embedded.service";
const embedded = "proxy: embedded\n";

async function show(box: Box, ...properties: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const said = await box.run(["systemctl", "show", unit, `--property=${properties.join(",")}`]);
  return Object.fromEntries(
    said
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

async function emptyBoxToEndpoint(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await writeAnswers(box, embedded);
    const before = await box.snapshot();
    const { stdout } = exits(0, await apply(box, "--json"));
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, endpoints: expect.arrayContaining([`wss://${name}`]) });
    await expectEchoFromOutside(box);
    console.log(await box.run(["systemctl", "status", unit]));
    console.log((await box.exec(["systemd-analyze", "security", "--no-pager", unit])).stdout);
    console.log(await show(box, "User", "CapabilityBoundingSet", "AmbientCapabilities", "DynamicUser", "NoNewPrivileges"));
    console.log(await box.run(["ls", "-lan", "/run/wss-setup-embedded"]));
    console.log(await box.run(["ss", "-ltnp"]));
    exits(0, await plan(box));
    exits(0, await box.wssSetup(["undo", "--yes"]));
    await expectAsBefore(box, before, []);
  });
}

inBoxes("the built-in proxy", () => {
  matrix(
    "the built-in proxy on an empty box",
    suites.map((suite) => ({
      title: `${suite}: from an empty box to an endpoint and back`,
      sampled: suite === "bookworm",
      run: () => emptyBoxToEndpoint(suite),
    })),
  );
});
