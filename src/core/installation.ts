import type { Installation, OwnedPath, OwnedPort, RunKind } from "./facts.ts";
import {
  isInterrupted,
  type PathsRecord,
  type Run,
  type RunStep,
  stands,
  type UnitState,
} from "./journal.ts";
import type { Edit, PathRecord } from "./step.ts";
import { unfinished } from "./unfinished.ts";

/** What the runs that still stand have left on the box; undefined where there is nothing of ours. */
export function installationOf(runs: readonly Run[]): Installation | undefined {
  const standing = runs.filter(isInstalled);
  const last = standing.at(-1);
  if (last === undefined) return undefined;
  const steps = standing.flatMap((run) => run.steps.filter((step) => !step.undone));
  const restarts = standing.filter((run) => run.undo === undefined).flatMap(({ start }) => start.waits ?? []);
  const open = unfinished(runs, standing);
  return {
    answers: last.start.answers,
    lastRun: last.endedAt ?? last.start.at,
    lastKind: kindOf(last, standing),
    paths: foldPaths(steps),
    units: foldUnits(steps),
    ports: foldPorts(steps),
    ...(open === undefined ? {} : { unfinished: open }),
    ...(restarts.length === 0 ? {} : { restarts }),
    interrupted: runs.some(isInterrupted),
  };
}

/** What a run that failed kept on purpose is no endpoint. */
function isInstalled(run: Run): boolean {
  return stands(run) && run.steps.some((step) => !step.undone || (step.kept !== undefined && !step.spared));
}

function kindOf({ start }: Run, standing: readonly Run[]): RunKind {
  if (standing.length === 1) return "set-up";
  return start.verb === "rotate" ? "rotation" : "change";
}

function foldPaths(steps: readonly RunStep[]): Installation["paths"] {
  const folded: Record<string, OwnedPath> = {};
  for (const { begin, after } of steps) {
    if (begin.record.kind !== "paths") continue;
    const left = after?.kind === "paths" ? after.paths : (begin.record.intended ?? {});
    for (const [path, before] of Object.entries(begin.record.paths)) {
      if (begin.record.givenBack?.includes(path)) {
        delete folded[path];
        continue;
      }
      const owned: OwnedPath = {
        before: folded[path]?.before ?? before,
        after: left[path] ?? before,
        ...(operatorMayEdit(begin.record, path) && { operatorMayEdit: true }),
        ...copyOf(begin.record.left?.[path]),
        ...(begin.record.merged?.includes(path) && { merged: true }),
        ...blockIn(folded[path], begin.record.blocks?.[path]),
        ...reverseOf(folded[path], begin.record.reverse?.[path]),
      };
      // Nothing of ours is there any more: what comes later begins anew.
      if (samePath(owned.before, owned.after)) delete folded[path];
      else folded[path] = owned;
    }
  }
  return folded;
}

function copyOf(copy: string | undefined): Pick<OwnedPath, "copy"> {
  return copy === undefined ? {} : { copy };
}

function blockIn(earlier: OwnedPath | undefined, last: string | undefined): Pick<OwnedPath, "block"> {
  const block = last ?? earlier?.block;
  return block === undefined ? {} : { block };
}

/** The last edits go first. */
function reverseOf(
  earlier: OwnedPath | undefined,
  last: readonly Edit[] | undefined,
): Pick<OwnedPath, "reverse"> {
  if (last === undefined || (earlier !== undefined && earlier.reverse === undefined)) return {};
  return { reverse: [...last, ...(earlier?.reverse ?? [])] };
}

/** Whether an edit of the path by hand is no drift. */
export function operatorMayEdit({ operatorMayEdit: those, copies }: PathsRecord, path: string): boolean {
  return those === true || those?.includes(path) === true || copies?.includes(path) === true;
}

function foldUnits(steps: readonly RunStep[]): Installation["units"] {
  const folded: Record<string, UnitState> = {};
  for (const { begin } of steps) {
    if (begin.record.kind === "packages") {
      for (const [unit, state] of Object.entries(begin.record.units)) folded[unit] ??= state;
    } else if (begin.record.kind === "unit") {
      const { unit, active, enabled } = begin.record;
      folded[unit] ??= { active, enabled };
    }
  }
  return folded;
}

function foldPorts(steps: readonly RunStep[]): readonly OwnedPort[] {
  const owned = new Map<string, OwnedPort>();
  for (const { begin, after } of steps) {
    if (begin.record.kind !== "port") continue;
    const { manager, port, family, zone } = begin.record;
    const key = `${manager}:${family ?? ""}:${zone ?? ""}:${port}`;
    const open = after?.kind === "port" ? after.open : true;
    if (open && !begin.record.open)
      owned.set(key, { manager, port, ...(family && { family }), ...(zone && { zone }) });
    if (!open) owned.delete(key);
  }
  return [...owned.values()];
}

/** Whether two records tell of the same thing down to mode and owner. */
export function identicalPath(a: PathRecord, b: PathRecord): boolean {
  if (!samePath(a, b)) return false;
  if (!("mode" in a) || !("mode" in b)) return true;
  return a.mode === b.mode && a.uid === b.uid && a.gid === b.gid;
}

/** Whether two records tell of the same thing: kind and bytes, or kind and target. */
export function samePath(a: PathRecord, b: PathRecord): boolean {
  if (a.kind === "file" && b.kind === "file") return a.sha256 === b.sha256;
  if (a.kind === "symlink" && b.kind === "symlink") return a.target === b.target;
  return a.kind === b.kind;
}
