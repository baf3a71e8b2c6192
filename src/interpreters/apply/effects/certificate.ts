import { copiedBytes } from "../../../certificates/copies/copied-bytes.ts";
import { ownerOf } from "../../../certificates/copies/owner.ts";
import { sourceById } from "../../../certificates/index.ts";
import type { Fetched } from "../../../certificates/source.ts";
import { outside } from "../../../core/errors.ts";
import type { FetchedRecord } from "../../../core/journal.ts";
import type { IssueCertificate } from "../../../core/step.ts";
import { generateDhParam } from "../../../dhparam/generate.ts";
import type { Effect, Prepared } from "../effect.ts";
import { changePaths, fileChange } from "./paths.ts";

export const issueCertificate: Effect<"IssueCertificate"> = {
  prepare: async (step, context) => {
    const issued = await sourceById(step.source, context.sources).issue(step, context);
    if ("fetched" in issued) return fetching(step, issued.fetched);
    return changePaths(
      context,
      issued.files.map(({ path, content, mode }) => fileChange(context.host, path, content, { mode })),
      // A root's key may be carried away, or get a passphrase.
      step.authority === undefined ? {} : { operatorMayEdit: [step.authority.keyFile] },
    );
  },
};

/** The program writes by itself, and keeps what it wrote before: the journal needs no more than where its links led. */
function fetching(step: IssueCertificate, { before, lineage, renewal, fresh, fetch }: Fetched): Prepared {
  const record = (links: FetchedRecord["links"]): FetchedRecord => ({
    kind: "fetched",
    source: step.source,
    lineage,
    links,
    fresh,
  });
  return {
    record: { ...record(before), ...(renewal === undefined ? {} : { renewal }) },
    act: async () => record(await fetch()),
  };
}

export const copyPair: Effect<"CopyPair"> = {
  prepare: async (step, context) => {
    const { host } = context;
    const [bytes, owner] = [await copiedBytes(host, step, step), await ownerOf(host, step)];
    if (bytes === undefined)
      throw outside(`${step.path} could not be made`, `${step.certificateFile} or its key is not there`);
    if (owner === undefined)
      throw outside(`${step.path} could not be made`, `there is no user ${step.owner}, who reads it`);
    const copy = fileChange(host, step.path, bytes, { mode: 0o600, ...owner });
    return changePaths(context, [copy], { copies: [step.path] });
  },
};

export const writeDhParam: Effect<"WriteDhParam"> = {
  prepare: async (step, context) => {
    const pem = await generateDhParam(context.host, { bits: step.bits, ...context });
    return changePaths(context, [fileChange(context.host, step.path, pem, { mode: 0o644 })]);
  },
};
