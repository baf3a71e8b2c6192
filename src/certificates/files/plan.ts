import type { Problem, Warning } from "../../core/finding.ts";
import type { PairFiles, SourceInput, SourcePlan } from "../source.ts";
import { type FilesFacts, filesFacts, type Place } from "./files-facts.ts";
import { type FilesRow, judgeFiles } from "./judge.ts";

/** Nothing is made and nothing copied: the pair is served from where it is, when it can be. */
export function planFiles({ answers, facts, rotate }: SourceInput): SourcePlan {
  const { certificate, names } = answers;
  if (certificate.source !== "files") throw new Error(`files was asked for ${certificate.source}`);
  const { certificateFile, keyFile } = certificate;
  const seen = filesFacts(facts);
  const rows = seen === undefined ? [unseen(certificateFile)] : judgeFiles(seen, names, facts.now);
  return {
    certificateFile,
    keyFile,
    steps: [],
    ...(rotate ? { loadAnew: true } : {}),
    problems: [
      ...(seen === undefined ? [] : ownFiles(seen, facts.installation?.paths ?? {})),
      ...problems(rows),
    ],
    warnings: [...warnings(rows), ...(rotate ? nothingNew(certificateFile, seen, facts.served) : [])],
  };
}

/** The pair of these answers is where they say. */
export function filesPair({ certificate }: SourceInput["answers"]): PairFiles {
  if (certificate.source !== "files") throw new Error(`files was asked for ${certificate.source}`);
  const { certificateFile, keyFile } = certificate;
  return { certificateFile, keyFile };
}

function unseen(certificateFile: string): FilesRow {
  return { state: "failed", text: `nobody has looked at ${certificateFile}` };
}

/** A rotation takes up what is there: who forgot to put it there is told. */
function nothingNew(path: string, seen: FilesFacts | undefined, served?: string): readonly Warning[] {
  if (served === undefined || seen?.certificate.chain[0]?.fingerprint !== served) return [];
  return [
    {
      id: "nothing-new",
      text: `${path} still holds the certificate that is served already.`,
      next: "put the new pair in its place, then: wss-setup rotate --yes",
    },
  ];
}

/** What an earlier run made goes when another source takes its place. */
function ownFiles(seen: FilesFacts, owned: Readonly<Record<string, unknown>>): readonly Problem[] {
  const ours = ({ path, real }: Place) => path in owned || real in owned;
  return [seen.certificate, seen.key].filter(ours).map(({ path }) => ({
    text: `${path} is wss-setup's own and goes when the certificate comes from elsewhere.`,
    next: "copy the pair to a folder of yours, and name the copies",
  }));
}

function problems(rows: readonly FilesRow[]): readonly Problem[] {
  return rows
    .filter(({ state }) => state === "failed")
    .map(({ text, fix }) => ({ text: `${text}.`, ...(fix === undefined ? {} : { next: fix }) }));
}

function warnings(rows: readonly FilesRow[]): readonly Warning[] {
  return rows
    .filter(({ state }) => state === "warning")
    .map(({ text, fix }) => ({
      id: "certificate-files",
      text: `${text}.`,
      ...(fix === undefined ? {} : { next: fix }),
    }));
}
