import { expect, it } from "vitest";
import { createDirectory } from "../../../../src/core/build-step.ts";
import { challengeRoot } from "../../../../src/core/paths.ts";
import type { Step } from "../../../../src/core/step.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { recovering } from "../in-memory/jobs.ts";
import { differences, treeWithoutNotes } from "../in-memory/trees.ts";
import { runSteps, undoRuns } from "../run-steps.ts";

const why = "for the test";
const challenges = `${challengeRoot}/.well-known/acme-challenge`;
const trial = ["certbot", "renew", "--dry-run"];
const folders = [challengeRoot, `${challengeRoot}/.well-known`, challenges];
const steps: readonly Step[] = [
  ...folders.map((path) => createDirectory(emptyBox, { path, mode: 0o755, why })),
  {
    kind: "RehearseRenewal",
    id: "renewal",
    title: "rehearse the renewal",
    why,
    action: "create",
    undo: "exact",
    source: "certbot",
    argv: trial,
    hook: ["true"],
    hookEnvironment: {},
  },
];

/** A box whose certbot is at a trial: a challenge lies there, and the next one comes while it is waited for. */
async function cutAmidTrial(fresh: MemoryHost): Promise<MemoryHost> {
  let cut: MemoryHost | undefined;
  const machine = fresh.clone({
    run: (argv, _, host) => {
      if (argv.join(" ") === trial.join(" ")) cut = host.clone();
      return {};
    },
  });
  await runSteps(machine, steps);
  if (cut === undefined) throw new Error("no trial was made");
  cut.place(`${challenges}/first`, "token");
  return cut.clone({
    run: ([program], _, host) => {
      if (program === "ps") return { stdout: "   4711 4026531836\n   4712 4026532000\n" };
      if (program === "tail") host.place(`${challenges}/second`, "token");
      return {};
    },
  });
}

it("a run that was killed amid the rehearsal is taken back once its certbot has ended, challenges and all", async () => {
  const fresh = new MemoryHost({ files: { "/proc/self/ns/pid": { target: "pid:[4026531836]" } } });
  const cut = await cutAmidTrial(fresh);
  await recovering(cut);
  expect(cut.commands.filter(([program]) => program === "tail")).toEqual([
    expect.arrayContaining(["--pid=4711"]),
  ]);
  expect(differences(treeWithoutNotes(fresh), treeWithoutNotes(cut))).toEqual([]);
});

it("a rehearsal that ended is not waited for", async () => {
  const host = new MemoryHost({ run: () => ({}) });
  await runSteps(host, steps);
  const before = host.commands.length;
  await undoRuns(host);
  expect(host.commands.slice(before).filter(([program]) => program === "ps")).toEqual([]);
});
