import { createDirectory, writeFile } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import { libraryFolder } from "../../core/paths.ts";
import type { CopyPair, PairCopy, Step } from "../../core/step.ts";
import type { PairFiles, RenewedCopies } from "../source.ts";
import { copyCertificateScript, copyScript } from "./script.ts";

/** The same for a proxy that wants copies; nothing for one that reads the pair itself. */
export function renewedCopies(copies: readonly PairCopy[]): { readonly copies?: RenewedCopies } {
  if (copies.length === 0) return {};
  return { copies: { make: [copyScript], files: copies.map(({ path }) => path) } };
}

/**
 * The copies, and the script that makes them anew after a renewal. Pure.
 * @param pairChanges an earlier step writes the pair
 */
export function planCopies(
  facts: Facts,
  copies: readonly PairCopy[],
  pair: PairFiles,
  pairChanges: boolean,
): readonly Step[] {
  if (copies.length === 0) return [];
  return [
    createDirectory(facts, {
      path: libraryFolder,
      mode: 0o755,
      why: "What has to be there without us lives here.",
    }),
    writeFile(facts, {
      path: copyScript,
      content: copyCertificateScript(pair, copies),
      mode: 0o755,
      why: "A renewal brings the proxy's own copy up to date with it.",
    }),
    ...copies.map((copy) => copyPair(facts, copy, pair, pairChanges)),
  ];
}

function copyPair(facts: Facts, copy: PairCopy, pair: PairFiles, pairChanges: boolean): CopyPair {
  const { path, parts, owner } = copy;
  const { certificateFile, keyFile } = pair;
  const there = facts.files[path];
  const missing = there === undefined || there.kind === "absent";
  const current = !pairChanges && facts.copies?.[path] === certificateFile;
  return {
    kind: "CopyPair",
    id: `copy:${path}`,
    title: path,
    why: `The proxy reads the ${parts.join(" and the ")} from here${owner === undefined ? "" : `, as ${owner}`}; nobody else may.`,
    action: current ? "no-op" : missing ? "create" : "update",
    undo: "exact",
    ...copy,
    certificateFile,
    keyFile,
  };
}
