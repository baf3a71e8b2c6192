import { sourceById } from "../../../certificates/index.ts";
import { generateDhParam } from "../../../dhparam/generate.ts";
import type { Effect } from "../effect.ts";
import { changePaths, fileChange } from "./paths.ts";

export const issueCertificate: Effect<"IssueCertificate"> = {
  prepare: async (step, context) => {
    const pair = await sourceById(step.source, context.sources).issue(step, context);
    // The key first: a certificate without its key is the state that a reader would trip over.
    return changePaths(context, [
      fileChange(context.host, step.keyFile, pair.key, { mode: 0o600 }),
      fileChange(context.host, step.certificateFile, pair.certificate, { mode: 0o644 }),
    ]);
  },
};

export const writeDhParam: Effect<"WriteDhParam"> = {
  prepare: async (step, context) => {
    const pem = await generateDhParam(context.host, { bits: step.bits, ...context });
    return changePaths(context, [fileChange(context.host, step.path, pem, { mode: 0o644 })]);
  },
};
