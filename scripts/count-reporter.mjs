import { appendFileSync, writeFileSync } from "node:fs";

/** What a test, a suite whose hooks failed or a file that does not load adds to the counts. */
function* outcomes(modules) {
  for (const module of modules) {
    for (const _ of module.errors()) yield { state: "failed" };
    for (const suite of module.children.allSuites())
      for (const _ of suite.errors()) yield { state: "failed" };
    for (const test of module.children.allTests()) {
      const { state, note } = test.result();
      // A test that never came to its end, since its process died, did not pass.
      if (state === "pending") yield { state: "failed" };
      else yield { state, reason: note ?? test.fullName };
    }
  }
}

/** Every matrix by its title: how many cells it has, and how many of them were run to an end (test/helpers/matrix.ts). */
function matricesIn(modules) {
  const matrices = new Map();
  for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
    const { matrix } = test.meta();
    if (matrix === undefined) continue;
    const { run = 0 } = matrices.get(matrix.title) ?? {};
    const ended = ["passed", "failed"].includes(test.result().state);
    matrices.set(matrix.title, { cells: matrix.cells, run: run + Number(ended) });
  }
  return matrices;
}

/** Lines `TITLE<tab>TRIED<tab>EXACT`: what the tests tried over and over (test/helpers/tally.ts). */
function talliesIn(modules) {
  const tallies = modules
    .flatMap((module) => [...module.children.allTests()])
    .flatMap((test) => test.meta().tallies ?? []);
  return tallies.map(({ title, tried, exact }) => `${title}\t${tried}\t${exact}\n`).join("");
}

/**
 * Writes `PASSED FAILED SKIPPED` to the file that COUNTS names, adds to the one that TALLIES names; says why tests were
 * skipped, and how much of a matrix ran.
 */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const reasons = new Map();
    for (const { state, reason } of outcomes(modules)) {
      counts[state] += 1;
      if (state === "skipped") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    for (const [reason, count] of reasons) console.log(`skipped${count > 1 ? ` (${count})` : ""}: ${reason}`);
    for (const [title, { cells, run }] of matricesIn(modules))
      console.log(`${title}: ${run} of ${cells} cells run`);
    appendFileSync(process.env.TALLIES, talliesIn(modules));
    writeFileSync(process.env.COUNTS, `${counts.passed} ${counts.failed} ${counts.skipped}\n`);
  }
}
