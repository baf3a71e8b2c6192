import { basename } from "node:path";
import { copyScript } from "../../certificates/copies/script.ts";
import { sourceById } from "../../certificates/index.ts";
import { Failure } from "../../core/errors.ts";
import { type Run, type RunStep, standingSteps, type UnitRecord } from "../../core/journal.ts";
import { withAsides } from "../../core/left-over.ts";
import type { ApplyEvent } from "./events.ts";
import type { JournalFile } from "./journal-file.ts";
import { reloadAndSettle } from "./reload.ts";
import { asideUntold, setAsideBefore } from "./undo/asides.ts";
import { withoutEarlierBlocks } from "./undo/earlier-blocks.ts";
import { undoStep } from "./undo/index.ts";
import { resumedAt } from "./undo/resumed.ts";
import { testOrSetAside } from "./undo/set-aside.ts";
import { withoutTaken } from "./undo/taken.ts";
import type { UndoContext } from "./undo/undo-record.ts";

export interface UndoOptions extends UndoContext {
  readonly journal: JournalFile;
  readonly onEvent: (event: ApplyEvent) => void;
  /** All runs are to go with it. */
  readonly all?: boolean;
}

/**
 * Walks one run backwards through the journal and takes every step back that still stands.
 * It can be cut off and begun again. A step that cannot be taken back is told and the walk goes on.
 * What stays on purpose is no fault, but a later undo still has it to take back.
 * @returns what is left, one sentence each; empty when the box is as it was before the run, but for that
 * @throws Failure where the operator asked for it and its begin cannot be written down; then nothing was touched
 */
export async function undoRun(run: Run, options: UndoOptions): Promise<readonly string[]> {
  const { host, journal, why, onEvent, onLine, waited = { seconds: 0 } } = options;
  const id = run.start.run;
  const before = journal.runs;
  // One that was cut off goes on as it began.
  const all = options.all === true || run.removal;
  const begun = { type: "undo", run: id, at: host.now().toISOString(), why, ...(all && { all }) } as const;
  const unwritten = await journal.note(begun);
  // Of a walk that leaves no trace the next one would take our own doing for that of other hands.
  if (unwritten !== undefined && why === "request") throw unwritten;
  const standing = standingSteps(run).toReversed();
  const total = standing.filter(isTold).length;
  onEvent({ type: "undo-started", total, why });
  const left: string[] = [];
  let keeps = false;
  const spared = sparedFolders(run, options);
  const stuck: string[] = [];
  for (const step of standing) {
    const resumed = resumedAt(step, run, before);
    const holder = stuck.find((unit) => isFileOf(unit, step));
    const stays =
      holder === undefined
        ? await undoStep(all ? withoutTaken(withoutEarlierBlocks(step), run, before) : step, {
            ...options,
            waited,
            spared,
            resumed,
          }).catch(reasonOf)
        : `${step.begin.title} stays as long as ${holder} does`;
    const untold = stays === undefined ? await asideUntold(host, step).catch(() => undefined) : undefined;
    if (untold === undefined)
      for (const told of await setAsideBefore(host, step.begin).catch(() => [])) onLine(told);
    if (step.begin.record.kind === "unit" && stays !== undefined) stuck.push(step.begin.record.unit);
    const kept = typeof stays === "object" ? stays.spared : (stays ?? untold?.kept);
    const onPurpose = typeof stays === "object";
    keeps ||= onPurpose;
    await journal.note({
      type: "undone",
      run: id,
      step: step.begin.step,
      ...(kept === undefined ? {} : { kept }),
      ...(onPurpose ? { spared: true } : {}),
      ...(untold === undefined ? {} : { aside: untold.aside }),
    });
    if (isTold(step)) {
      onEvent({ type: "undone", title: step.begin.title, ...(kept === undefined ? {} : { kept }) });
    }
    if (kept !== undefined && !onPurpose) left.push(kept);
  }
  left.push(...(await copyAgain(run, options)), ...(await settleServices(run, options)));
  const outcome = left.length === 0 && !keeps ? "undone" : "incomplete";
  await journal.note({ type: "end", run: id, at: host.now().toISOString(), outcome });
  return withAsides(left, [journal.run(id)]);
}

/** Tests, trials and proofs leave nothing that could be told of. */
function isTold({ begin: { record } }: RunStep): boolean {
  return record.kind !== "nothing" && record.kind !== "rehearsed";
}

/** Without its file nobody could stop a unit, or keep it from starting at boot. */
function isFileOf(unit: string, { begin: { record } }: RunStep): boolean {
  const file = /\.\w+$/.test(unit) ? unit : `${unit}.service`;
  return record.kind === "paths" && Object.keys(record.paths).some((path) => basename(path) === file);
}

/** A run that failed keeps what it was given by an authority, which must not be asked for it twice. */
function sparedFolders(run: Run, { why, sources }: UndoOptions): readonly string[] {
  if (why === "request") return [];
  return run.steps.flatMap(({ begin: { record } }) => {
    if (record.kind !== "fetched" || Object.keys(record.links).length > 0) return [];
    return sourceById(record.source, sources).keepsIn ?? [];
  });
}

/** A renewal may have taken the proxy's copies of the pair further than the run did: they follow the pair that is back. */
async function copyAgain(run: Run, { host }: UndoOptions): Promise<readonly string[]> {
  const copied = run.steps.some(
    ({ begin: { record } }) => record.kind === "paths" && record.copies !== undefined,
  );
  if (!copied || (await host.stat(copyScript)) === undefined) return [];
  const { code, stderr } = await host.run([copyScript]);
  return code === 0 ? [] : [`The proxy's copies of the certificate are not up to date: ${stderr.trim()}`];
}

/**
 * Services that ran before the run take up the files that are back, after their own test; one that ended is started, and
 * one that the run started anew is so once more: of what it took up then, a reload would give back less than all.
 */
async function settleServices(run: Run, options: UndoOptions): Promise<readonly string[]> {
  const { host, services } = options;
  const unread = await services.reloadUnits(host).catch(reasonOf);
  const left = unread === undefined ? [] : [unread];
  const seen = new Set<string>();
  for (const { begin } of run.steps) {
    if (begin.record.kind !== "unit" || seen.has(begin.record.unit)) continue;
    // The first record of a unit tells how it was before the run; later ones, how the run itself had left it.
    seen.add(begin.record.unit);
    if (!begin.record.active) continue;
    const stale = await settleService(begin.record, run, options).catch(reasonOf);
    if (stale !== undefined) left.push(stale);
  }
  return left;
}

/** @returns what is left of it, as a sentence */
async function settleService(
  record: UnitRecord,
  run: Run,
  options: UndoOptions,
): Promise<string | undefined> {
  const { host, services, onLine } = options;
  const { unit, test } = record;
  const { loaded, active, invocation } = await services.state(host, unit);
  if (!loaded) return undefined;
  const anew = active && wasRestarted(run, unit);
  try {
    if (test !== undefined) await testOrSetAside(test, run, options);
    if (anew) await services.restart(host, unit);
    else await (active ? reloadAndSettle(host, services, record) : services.start(host, unit));
  } catch (error) {
    const { active: runs } = await services.state(host, unit);
    return `${unit} ${runs ? "runs on with its old configuration" : "does not run"}: ${reasonOf(error)}`;
  }
  const { waits } = run.start;
  // Others started it anew since, and whether they want that once more is for them to say.
  if (active && !anew && waits?.unit === unit && invocation !== waits.invocation)
    onLine(`${waits.why} ${unit} was not started anew now; a restart closes its open connections.`);
  return undefined;
}

/** Whether the run came to start it anew, with the operator's leave. */
function wasRestarted({ steps }: Run, unit: string): boolean {
  return steps.some(
    ({ begin: { record } }) => record.kind === "unit" && record.unit === unit && record.restart,
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof Failure && error.said !== undefined) return `${error.message}: ${error.said}`;
  return error instanceof Error ? error.message : String(error);
}
