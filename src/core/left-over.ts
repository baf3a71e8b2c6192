import type { Unfinished } from "./facts.ts";
import type { PathsRecord, Run, RunStep } from "./journal.ts";

/** Why undo leaves a file. */
export function editedSince(path: string): string {
  return `${path} was edited since and is left as it is`;
}

/** Why undo puts a file beside its place. @param program which would not start with it there */
export function setAsideSentence(path: string, aside: string, program: string): string {
  return `${path} was edited since, and ${program} does not start with it: it is now ${aside}`;
}

/** Where a file is that stepped aside for a trial and could not go back. */
export function notBackSentence(path: string, aside: string): string {
  return `${path} was edited since, and is not back in its place: it is now ${aside}`;
}

/** As `setAsideSentence`, for a block of ours in a file of theirs. */
export function blockAsideSentence(path: string, aside: string, program: string): string {
  return `${path} was edited since, and ${program} does not start with our block in it: the block is now ${aside}`;
}

/** As `notBackSentence`, for such a block. */
export function blockNotBackSentence(path: string, aside: string): string {
  return `${path} was edited since, and our block is not back in it: the block is now ${aside}`;
}

/** What is told of these runs once a file that was left has been set aside after all. */
export function withAsides(left: readonly string[], runs: readonly Run[]): readonly string[] {
  const aside = stepsLeft(runs).filter((step) => step.aside !== undefined);
  const outdated = pathsOf(aside).map(editedSince);
  // Behind a colon stands what of it keeps an edit from going back.
  const isOutdated = (each: string) => outdated.some((one) => each === one || each.startsWith(`${one}: `));
  const told = aside.map(({ kept = "" }) => kept);
  return [...new Set([...left.filter((each) => !isOutdated(each)), ...told])];
}

function pathsOf(steps: readonly RunStep[]): readonly string[] {
  return steps.flatMap(({ begin: { record } }) => (record.kind === "paths" ? Object.keys(record.paths) : []));
}

/** Why undo leaves a folder. */
export function holdsOthers(path: string): string {
  return `${path} holds files that are not ours and is left as it is`;
}

/** Why undo leaves packages. */
export function purgeTakes(name: string, paths: readonly string[]): string {
  return `${name} stays: a purge would take ${paths.join(", ")} with it`;
}

/** What the last undo of these runs left although it was to go; undefined where a later run stands on it. */
export function leftOver(runs: readonly Run[]): Unfinished | undefined {
  const ended = runs.slice(runs.findLastIndex(({ outcome }) => outcome !== "incomplete") + 1);
  const told = [...new Set(stepsLeft(ended).map(({ kept = "" }) => kept))];
  if (told.length === 0) return undefined;
  const verb = ended.some(({ removal }) => removal) ? "remove" : "undo";
  return { of: verb, told: `not all could be taken back: ${told.join("; ")}`, next: afterLeft(ended, verb) };
}

/** What the operator can do with what an undo of these runs left, and the command that takes the rest back then. */
export function afterLeft(runs: readonly Run[], verb: "undo" | "remove"): string {
  const steps = stepsLeft(runs);
  const edited = pathsTold(steps, editedSince);
  const folders = pathsTold(steps, holdsOthers);
  const strangers = new Set(
    steps.flatMap(({ kept = "" }) => /a purge would take (.+?) with it/.exec(kept)?.[1]?.split(", ") ?? []),
  );
  for (const path of edited.keys()) strangers.delete(path);
  const asides = [...new Set(steps.flatMap(({ aside }) => aside ?? []))];
  // Of what was there before us, nothing at all in its place is no undo either.
  const mayGo = [...edited.values()].every((befores) => befores.every(({ kind }) => kind === "absent"));
  const acts = [
    ...(edited.size === 0
      ? []
      : [
          `take your edits out of ${listed([...edited.keys()])}${mayGo ? `, or move ${edited.size === 1 ? "the file" : "the files"} away` : ""}`,
        ]),
    ...(asides.length === 0 ? [] : [`take what you need out of ${listed(asides)}`]),
    ...(folders.size === 0 ? [] : [`move what is yours out of ${listed([...folders.keys()])}`]),
    ...(strangers.size === 0 ? [] : [`move ${listed([...strangers])} away if it is to go`]),
  ];
  return [...(acts.length === 0 ? ["put these right by hand"] : acts), `then: wss-setup ${verb} --yes`].join(
    "; ",
  );
}

/** The last run first. What stays on purpose is no fault. */
function stepsLeft(runs: readonly Run[]): readonly RunStep[] {
  return runs
    .toReversed()
    .flatMap(({ steps }) => steps.filter(({ kept, spared }) => kept !== undefined && !spared).toReversed());
}

type Befores = readonly PathsRecord["paths"][string][];

/** The paths of which this was told, each with what its steps had found there. */
function pathsTold(steps: readonly RunStep[], told: (path: string) => string): ReadonlyMap<string, Befores> {
  const found = new Map<string, Befores>();
  for (const { begin, kept } of steps) {
    if (begin.record.kind !== "paths") continue;
    for (const [path, before] of Object.entries(begin.record.paths)) {
      if (kept?.includes(told(path))) found.set(path, [...(found.get(path) ?? []), before]);
    }
  }
  return found;
}

function listed(paths: readonly string[]): string {
  return paths.join(", ").replace(/, ([^,]*)$/, " and $1");
}
