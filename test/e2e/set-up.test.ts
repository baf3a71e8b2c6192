import { expect } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { type Suite, suites } from "../helpers/box/golden.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { expectUndone, expectUntouched } from "./helpers/as-before.ts";
import {
  apply,
  certificateFile,
  exits,
  expectEchoFromOutside,
  name,
  plan,
  setUp,
  writeAnswers,
} from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

inBoxes("an empty box", () => {
  const cells = cellsOf("nginx on an empty box");

  cells.each(suites, () => true)(
    "%s: one command makes an endpoint, and undo takes all of it back",
    async (suite: Suite) => {
      await withBox({ suite }, async (box) => {
        await writeAnswers(box);
        const before = await box.snapshot();
        const { stdout, stderr } = exits(0, await apply(box, "--json"));
        await expectEchoFromOutside(box);
        expect(JSON.parse(stdout)).toMatchObject({
          ok: true,
          endpoints: [`wss://${name}`, `wss://${box.ip4}`, `wss://[${box.ip6}]`],
        });
        expect(stderr).toMatch(/Prove the endpoint/);
        expect(await box.run(["stat", "-c", "%a %U:%G", certificateFile])).toBe("644 root:root\n");
        expect(await box.run(["stat", "-c", "%a %U:%G", "/etc/ssl/private/wss-setup.key"])).toBe(
          "600 root:root\n",
        );
        const redirect = await httpGet({ ip: box.ip4, tls: false, host: name, path: "/a?b" });
        expect(redirect).toMatchObject({ status: 301, headers: { location: `https://${name}/a?b` } });

        await expectUndone(box, before);
      });
    },
  );

  cells.each(suites, (suite) => suite === "bookworm")(
    "%s: a second run finds nothing to do and touches nothing, and after a reboot the endpoint is there again",
    async (suite: Suite) => {
      await withBox({ suite }, async (box) => {
        await setUp(box);
        const [once, nginx] = [await box.snapshot(), await stateOfNginx(box)];

        expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
        const again = exits(0, await apply(box, "--json"));
        expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, changes: 0 });
        expect(exits(0, await box.wssSetup(["status"])).stdout).toContain("self-signed, 36");

        await expectUntouched(box, once);
        expect(await stateOfNginx(box)).toEqual(nginx);

        await box.reboot();
        await box.listens(9944);
        await box.listens(443);
        await expectEchoFromOutside(box);
        exits(0, await box.wssSetup(["status", "--json"]));
        exits(0, await plan(box));
      });
    },
  );
});

/** Changes with every reload or restart, and with every write of the pair. */
async function stateOfNginx(box: Box): Promise<readonly string[]> {
  const processes = await box.run(["ps", "-o", "pid=,args=", "-C", "nginx"]);
  const written = await box.run(["stat", "-c", "%n %y", certificateFile, "/etc/ssl/private/wss-setup.key"]);
  return [...processes.trim().split("\n"), ...written.trim().split("\n")];
}
