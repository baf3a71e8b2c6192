import { expect } from "vitest";
import type { Acme } from "../../helpers/acme/acme.ts";
import type { Box } from "../../helpers/box/box.ts";
import { type Suite, suites } from "../../helpers/box/golden.ts";
import { matrix } from "../../helpers/matrix.ts";
import { acmeApply, acmeRun, expectTrusted, withAcme, writeAcmeAnswers } from "../helpers/acme-box.ts";
import { expectAsBefore } from "../helpers/as-before.ts";
import { exits } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

/** Milliseconds for 20 runs, each of which asks again and again. */
const patience = 1_800_000;
const takenBack = /^.*Everything was taken back.*$/m;

/** A name that was validated stays so, as at Let's Encrypt: each attempt goes on where the one before ended. */
const inSuite = (suite: Suite, nonceReject: number) =>
  ({ suite, nonceReject, reuseAuthorizations: true, variant: "certbot-installed" }) as const;

async function succeeds(box: Box, acme: Acme): Promise<void> {
  await writeAcmeAnswers(box, acme);
  exits(0, await acmeApply(box, acme));
  await expectTrusted(box, acme);
}

/** Runs 20 times in a box in which certbot keeps nothing yet; however one ends, all of it goes. @returns why some failed */
async function failuresOfTwenty(box: Box, acme: Acme): Promise<readonly (string | undefined)[]> {
  await writeAcmeAnswers(box, acme);
  const before = await box.snapshot();
  const failures: (string | undefined)[] = [];
  for (let run = 0; run < 20; run += 1) {
    const result = await acmeApply(box, acme);
    if (result.code === 0) exits(0, await acmeRun(box, acme, "undo", "--yes"));
    else failures.push(takenBack.exec(exits(1, result).stderr)?.[0]);
    await expectAsBefore(box, before, []);
  }
  return failures;
}

inBoxes("an authority that refuses nonces", () => {
  const cells = suites.flatMap((suite) => [
    {
      title: `${suite}: one of five: the certificate comes all the same`,
      sampled: suite === "bookworm",
      run: () => withAcme(succeeds, inSuite(suite, 20)),
    },
    {
      title: `${suite}: every second one: of 20 runs 19 succeed at least, and the rest are taken back`,
      sampled: false,
      timeout: patience,
      run: () =>
        withAcme(
          async (box, acme) => {
            const failures = await failuresOfTwenty(box, acme);
            expect(failures).not.toContain(undefined);
            expect(failures.length, failures.join("\n")).toBeLessThanOrEqual(1);
          },
          inSuite(suite, 50),
        ),
    },
  ]);
  matrix("refused nonces", cells);
});
