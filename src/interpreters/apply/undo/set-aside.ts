import { basename, dirname, join } from "node:path";
import { identicalPath } from "../../../core/installation.ts";
import type { BeginRecord, Run, RunStep } from "../../../core/journal.ts";
import { editedSince, notBackSentence, setAsideSentence } from "../../../core/left-over.ts";
import type { ConfigTest, PathRecord } from "../../../core/step.ts";
import type { Host } from "../../../host/host.ts";
import { removeUnfinished } from "../../../host/remove-unfinished.ts";
import { testConfig } from "../config-test.ts";
import type { JournalFile } from "../journal-file.ts";
import { observePath, restorePath } from "../path-record.ts";
import type { UndoContext } from "./undo-record.ts";

/** A whole file that an undo left, because other hands edited it. */
interface LeftFile {
  readonly path: string;
  readonly file: PathRecord & { readonly kind: "file" };
  /** What the first of the steps found there. */
  readonly before: PathRecord;
  /** The steps that left it. */
  readonly begins: readonly BeginRecord[];
  /** Where it goes. */
  readonly aside: string;
}

type Context = UndoContext & { readonly journal: JournalFile };

/**
 * Tests a program's configuration once all that can go back is back. Where the program would not start with it, what was
 * left because other hands edited it may be why: it names what of ours is gone. So it steps aside, each file alone and then
 * all of them, until the test passes. Then each goes back once more, and stays where the test passes with it as well: it
 * harms nothing, or the first word against it was of something that is over.
 * @throws Failure with what the test said at first, where that does not help; then all files are where they were, but for
 * those that are told
 */
export async function testOrSetAside(test: ConfigTest, run: Run, context: Context): Promise<void> {
  const { host, services, journal } = context;
  const refusal = (of: ConfigTest) =>
    testConfig(host, services, of).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
  const refused = await refusal(test);
  if (refused === undefined) return;
  // It starts with what it only warns of.
  const { refuse: _, ...starts } = test;
  if (test.refuse !== undefined && (await refusal(starts)) === undefined) throw refused.error;
  const left = await leftFiles(host, run, journal.runs);
  const alone = left.map((each) => [each]);
  for (const some of left.length > 1 ? [...alone, left] : alone) {
    const { isCured, isAway } = await tryWithout(some, test, {
      ...context,
      passes: async () => (await refusal(test)) === undefined,
    });
    if (isCured) return;
    if (isAway) break;
  }
  throw refused.error;
}

/** @returns whether the test passes now, and whether one of them is not in its place any more, which is told */
async function tryWithout(
  some: readonly LeftFile[],
  test: ConfigTest,
  context: Context & { readonly passes: () => Promise<boolean> },
): Promise<{ readonly isCured: boolean; readonly isAway: boolean }> {
  const { passes } = context;
  const program = test.program ?? test.argv[0] ?? "";
  let isCured = (await areMoved(some, context)) && (await passes());
  let isAway = false;
  for (const each of some) {
    const { path, aside } = each;
    if (!(await isPutBack(each, context))) {
      isAway = true;
      await tell(each, notBackSentence(path, aside), context);
    } else if (isCured && !(await passes())) {
      isCured = await areMoved([each], context);
      if (isCured) {
        isAway = true;
        await tell(each, setAsideSentence(path, aside, program), context);
      } else await isPutBack(each, context);
    }
  }
  return { isCured, isAway };
}

async function tell({ begins, aside }: LeftFile, kept: string, { journal, onLine }: Context): Promise<void> {
  onLine(kept);
  for (const { run, step } of begins) await journal.note({ type: "undone", run, step, kept, aside });
}

/** What is told of a step whose file an undo had set aside when it was cut off, before anybody was told. */
export async function asideUntold(host: Host, { kept, aside, trying }: RunStep) {
  if (!trying || kept === undefined || aside === undefined) return undefined;
  return (await host.stat(aside)) === undefined ? undefined : { kept, aside };
}

/** What of a step's file an undo set aside and nobody took away since, also one that was cut off before it could tell. */
export async function setAsideBefore(host: Host, begin: BeginRecord): Promise<readonly string[]> {
  const there: string[] = [];
  for (const path of wholeFiles(begin)) {
    for (const aside of asides(begin.kind, path)) {
      await removeUnfinished(host, aside);
      if ((await host.stat(aside)) === undefined) break;
      there.push(`${aside} holds what other hands wrote in ${path}; it is yours`);
    }
  }
  return there;
}

/** Those of this run, and of the later ones, which a removal took back before it. */
async function leftFiles(host: Host, run: Run, runs: readonly Run[]): Promise<readonly LeftFile[]> {
  const from = runs.findIndex(({ start }) => start.run === run.start.run);
  const steps = runs.slice(from).flatMap((each) => each.steps);
  const begins = new Map<string, BeginRecord[]>();
  for (const { begin, kept } of steps) {
    for (const path of wholeFiles(begin)) {
      if (kept === editedSince(path)) begins.set(path, [...(begins.get(path) ?? []), begin]);
    }
  }
  const left: LeftFile[] = [];
  for (const [path, all] of begins) {
    const [first] = all;
    const file = await observePath(host, path);
    if (first?.record.kind !== "paths" || file.kind !== "file") continue;
    const before = first.record.paths[path];
    if (before === undefined || identicalPath(file, before)) continue;
    left.push({ path, file, before, begins: all, aside: await freeAside(host, first.kind, path, file) });
  }
  return left;
}

function wholeFiles({ kind, record }: BeginRecord): readonly string[] {
  return record.kind === "paths" && (kind === "WriteFile" || kind === "Symlink")
    ? Object.keys(record.paths)
    : [];
}

/**
 * Names beside a path that no proxy loads by itself. nginx reads `conf.d/*.conf`, Apache `sites-enabled/*.conf`, systemd
 * `*.conf`, HAProxy `*.cfg`, Caddy what its file names; where a link of ours stands, nginx reads all that is not hidden.
 */
function* asides(kind: BeginRecord["kind"], path: string): Generator<string> {
  const name = `${kind === "Symlink" ? "." : ""}${basename(path)}.kept-by-wss-setup`;
  for (let n = 1; ; n += 1) yield join(dirname(path), n === 1 ? name : `${name}-${n}`);
}

/** What lies there of an earlier time is never overwritten; an undo that was cut off may have left the same there. */
async function freeAside(
  host: Host,
  kind: BeginRecord["kind"],
  path: string,
  file: PathRecord,
): Promise<string> {
  for (const aside of asides(kind, path)) {
    const there = await observePath(host, aside);
    if (there.kind === "absent" || identicalPath(there, file)) return aside;
  }
  throw new Error("there is no end of names");
}

/** At every instant each is at one of the two places, or at both, and the journal names the other one. */
async function areMoved(some: readonly LeftFile[], { host, journal }: Context): Promise<boolean> {
  try {
    for (const { path, file, before, begins, aside } of some) {
      const kept = notBackSentence(path, aside);
      for (const { run, step } of begins)
        await journal.append({ type: "undone", run, step, kept, aside, trying: true });
      await host.copyFile({ path, sha256: file.sha256, whole: true }, aside, file);
      await restorePath(host, path, before);
    }
    return true;
  } catch {
    return false;
  }
}

async function isPutBack(
  { path, file, begins, aside }: LeftFile,
  { host, journal }: Context,
): Promise<boolean> {
  try {
    if (!identicalPath(await observePath(host, path), file))
      await host.copyFile({ path: aside, sha256: file.sha256, whole: true }, path, file);
    await host.remove(aside);
  } catch {
    return false;
  }
  for (const { run, step } of begins)
    await journal.note({ type: "undone", run, step, kept: editedSince(path) });
  return true;
}
