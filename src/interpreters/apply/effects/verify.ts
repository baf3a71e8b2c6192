import { exitCode, Failure } from "../../../core/errors.ts";
import { proveEndpoint } from "../../../verify/prove-endpoint.ts";
import type { Effect } from "../effect.ts";

export const verify: Effect<"Verify"> = {
  prepare: async (step, { host, facts, onEvent }) => ({
    record: { kind: "nothing" },
    act: async () => {
      const report = await proveEndpoint(host, step, { addresses: facts.addresses });
      for (const check of report.checks) onEvent({ type: "check", check });
      const failed = report.checks.find((check) => check.status === "failed");
      if (failed !== undefined && !(report.backendDown && step.backendWasDown)) {
        throw new Failure(`${failed.title}: ${failed.cause ?? failed.seen}`, {
          kind: "outside",
          exitCode: exitCode.failedAndRolledBack,
          said: failed.seen,
          ...(failed.fix === undefined ? {} : { next: failed.fix }),
        });
      }
      return { kind: "nothing" };
    },
  }),
};
