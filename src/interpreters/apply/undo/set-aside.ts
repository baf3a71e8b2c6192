import type { Run } from "../../../core/journal.ts";
import type { ConfigTest } from "../../../core/step.ts";
import { testConfig } from "../config-test.ts";
import type { JournalFile } from "../journal-file.ts";
import { type LeftPart, leftParts } from "./left-parts.ts";
import type { UndoContext } from "./undo-record.ts";

type Context = UndoContext & { readonly journal: JournalFile };

/**
 * Tests a program's configuration once all that can go back is back. Where the program would not start with it, what was
 * left because other hands edited it may be why: it names what of ours is gone. So it steps aside, each part alone and then
 * all of them, until the test passes. Then each goes back once more, and stays where the test passes with it as well: it
 * harms nothing, or the first word against it was of something that is over.
 * @throws Failure with what the test said at first, where that does not help; then all is where it was, but for
 * what is told
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
  const left = await leftParts(host, run, journal.runs);
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
  some: readonly LeftPart[],
  test: ConfigTest,
  context: Context & { readonly passes: () => Promise<boolean> },
): Promise<{ readonly isCured: boolean; readonly isAway: boolean }> {
  const { passes } = context;
  const program = test.program ?? test.argv[0] ?? "";
  let isCured = (await areMoved(some, context)) && (await passes());
  let isAway = false;
  for (const each of some) {
    if (!(await isPutBack(each, context))) {
      isAway = true;
      await tell(each, each.notBack, context);
    } else if (isCured && !(await passes())) {
      isCured = await areMoved([each], context);
      if (isCured) {
        isAway = true;
        await tell(each, each.gone(program), context);
      } else await isPutBack(each, context);
    }
  }
  return { isCured, isAway };
}

async function tell({ steps, aside }: LeftPart, kept: string, { journal, onLine }: Context): Promise<void> {
  onLine(kept);
  for (const { begin } of steps)
    await journal.note({ type: "undone", run: begin.run, step: begin.step, kept, aside });
}

/** The journal names the other place of each before it goes there. */
async function areMoved(some: readonly LeftPart[], { journal }: Context): Promise<boolean> {
  try {
    for (const { steps, aside, notBack, setAside } of some) {
      for (const { begin } of steps) {
        const { run, step } = begin;
        await journal.append({ type: "undone", run, step, kept: notBack, aside, trying: true });
      }
      await setAside();
    }
    return true;
  } catch {
    return false;
  }
}

async function isPutBack({ steps, putBack }: LeftPart, { journal }: Context): Promise<boolean> {
  try {
    await putBack();
  } catch {
    return false;
  }
  for (const { begin, kept } of steps)
    await journal.note({ type: "undone", run: begin.run, step: begin.step, kept });
  return true;
}
