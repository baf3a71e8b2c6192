import { proveEndpoint } from "../../../verify/prove-endpoint.ts";
import type { Effect } from "../effect.ts";
import { ProofFailure } from "../proof-failure.ts";

export const verify: Effect<"Verify"> = {
  prepare: async (step, { host, facts, ports, onEvent }) => ({
    record: { kind: "nothing" },
    act: async () => {
      const report = await proveEndpoint(host, step, {
        addresses: facts.addresses,
        httpsPort: ports.https,
        httpPort: ports.http,
        onCheck: (check) => onEvent({ type: "check", check }),
      });
      // A backend that was down before we began is a warning in the report, and fails nothing.
      if (!report.ok) throw new ProofFailure(report);
      return { kind: "nothing" };
    },
  }),
};
