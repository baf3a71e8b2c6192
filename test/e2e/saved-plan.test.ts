import { expect, it } from "vitest";
import { cellsOf } from "../helpers/matrix.ts";
import { expectAsBefore, expectUndone, expectUntouched } from "./helpers/as-before.ts";
import {
  apply,
  exits,
  expectEchoFromOutside,
  plan,
  setUp,
  siteFile,
  writeAnswers,
} from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const planFile = "/srv/plan.json";

inBoxes("a saved plan", () => {
  it("is carried out as it was agreed to, without the answers file", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const before = await box.snapshot();
      expect(exits(2, await plan(box, "--format", "json", "-o", planFile)).stdout).toBe("");
      await expectUntouched(box, before);
      const saved = await box.readFile(planFile);
      expect(JSON.parse(saved).steps.length).toBeGreaterThan(10);
      expect(saved).not.toMatch(/PRIVATE KEY/);

      await box.run(["rm", "/srv/answers.yaml"]);
      exits(0, await box.wssSetup(["apply", "--plan", planFile, "--yes"]));
      await expectEchoFromOutside(box);
      await expectUndone(box, before);
    });
  });

  it("is refused once the box has changed, and nothing is touched", async () => {
    await withBox({}, async (box) => {
      await setUp(box);
      await writeAnswers(box, "redirectHttp: false\n");
      exits(2, await plan(box, "--format", "json", "-o", planFile));
      await setUp(box, "limits: false\n");
      const before = await box.snapshot();
      const { stderr } = exits(64, await box.wssSetup(["apply", "--plan", planFile, "--yes"]));
      expect(stderr).toContain("stale");
      await expectUntouched(box, before);
    });
  });

  it("is refused for a file that was edited since, and when it is no plan", async () => {
    await withBox({}, async (box) => {
      await setUp(box);
      await writeAnswers(box, "redirectHttp: false\n");
      exits(2, await plan(box, "--format", "json", "-o", planFile));
      await box.run(["sh", "-c", 'echo "# mine" >> "$0"', siteFile]);
      const before = await box.snapshot();
      const edited = await box.wssSetup(["apply", "--plan", planFile, "--yes"]);
      expect([4, 64], edited.stderr).toContain(edited.code);
      for (const text of ["{}", "no plan", '{"format":1,"steps":[]}']) {
        await box.writeFile(planFile, text);
        expect(exits(64, await box.wssSetup(["apply", "--plan", planFile, "--yes"])).stderr).toContain(
          planFile,
        );
      }
      await expectUntouched(box, before);
    });
  });

  it("never overwrites a file unless told to", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      await box.writeFile(planFile, "mine\n");
      for (const format of ["diff", "json"]) {
        const { stderr } = exits(64, await plan(box, "--format", format, "-o", planFile));
        expect(stderr).toContain(planFile);
        expect(await box.readFile(planFile)).toBe("mine\n");
      }
      exits(2, await plan(box, "--format", "json", "-o", planFile, "--force"));
      expect(JSON.parse(await box.readFile(planFile))).toMatchObject({ format: 1 });
      expect(await box.run(["stat", "-c", "%a", planFile])).toBe("600\n");
    });
  });

  cellsOf("saved plans").rest(
    "tells in a plan's diff what apply then does, and apply does no more",
    async () => {
      await withBox({}, async (box) => {
        await writeAnswers(box);
        const before = await box.snapshot();
        const [, planned] = /^(\d+) changes/.exec(exits(2, await plan(box)).stdout) ?? [];
        const { changes } = JSON.parse(exits(0, await apply(box, "--json")).stdout);
        expect(changes).toBe(Number(planned));
        exits(0, await box.wssSetup(["remove", "--yes"]));
        await expectAsBefore(box, before);
      });
    },
  );
});
