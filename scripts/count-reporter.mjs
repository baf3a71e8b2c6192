import { writeFileSync } from "node:fs";

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

/** Writes `PASSED FAILED SKIPPED` to the file that COUNTS names, and says why tests were skipped. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const reasons = new Map();
    for (const { state, reason } of outcomes(modules)) {
      counts[state] += 1;
      if (state === "skipped") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    for (const [reason, count] of reasons) console.log(`skipped${count > 1 ? ` (${count})` : ""}: ${reason}`);
    writeFileSync(process.env.COUNTS, `${counts.passed} ${counts.failed} ${counts.skipped}\n`);
  }
}
