import { createActor } from "xstate";
import type { Answers } from "../core/answers.ts";
import { type ExitCode, exitCode, Failure } from "../core/errors.ts";
import type { Installation } from "../core/facts.ts";
import { installationOf } from "../core/installation.ts";
import type { Environment } from "../environment.ts";
import type { Host } from "../host/host.ts";
import { JournalFile } from "../interpreters/apply/journal-file.ts";
import type { WizardContext, WizardInput } from "./context.ts";
import { type Draft, emptyDraft } from "./draft.ts";
import { wizardMachine } from "./machine.ts";
import { type DraftStore, noDraftStore } from "./runner/draft-file.ts";
import type { CertificateChecks, Logged, Runner } from "./runner/runner.ts";

export interface WizardOptions extends Partial<CertificateChecks> {
  readonly host: Host;
  /** Asked for once the first screen is up, so that nobody waits for what it loads. */
  readonly environment: () => Promise<Environment>;
  readonly mode: WizardInput["mode"];
  /** Aborted by TERM or HUP: a change under way is taken back, then the wizard leaves. */
  readonly signal: AbortSignal;
  /** What stands on the screens at first, given what the box is set up with. */
  readonly draft: (installed: Answers | undefined) => Promise<Draft>;
  /** What flags said of it, also where they said what stands there anyway. */
  readonly given?: readonly (keyof Draft)[];
  readonly drafts?: DraftStore;
  /** Writes down what a change of the box does; nobody does when not said. */
  readonly logged?: Logged;
  /** This process has not the rights that the job needs. */
  readonly needsSudo?: boolean;
  /** Shows the machine until it has ended, and says when the first screen is up. */
  readonly show: (actor: WizardActor, up: () => void) => Promise<void>;
}

export type WizardActor = ReturnType<typeof createWizardActor>;

/** How the walk ended. */
export interface WizardEnd {
  readonly exitCode: ExitCode;
  /** The operator wants to go on as root. */
  readonly elevate: boolean;
  readonly context: WizardContext;
}

/** The walk from the first screen to the last; the screens are whoever `show` is. */
export async function runWizard(options: WizardOptions): Promise<WizardEnd> {
  const { host, mode, drafts = noDraftStore, signal, show } = options;
  // Before root is had it cannot be read; the first screen says what is missing.
  const journal = await JournalFile.read(host).catch(() => undefined);
  const installed = journal && installationOf(journal.runs);
  const [draft, saved] = await Promise.all([options.draft(installed?.answers), drafts.read()]);
  const actor = createWizardActor({
    mode,
    draft,
    given: [...givenFields(draft, installed !== undefined), ...(options.given ?? [])],
    configured: installed !== undefined,
    needsSudo: options.needsSudo === true,
    ...(saved === undefined ? {} : { saved }),
  });
  actor.start();
  const leave = () => leaveInPeace(actor);
  signal.addEventListener("abort", leave, { once: true });
  let runner: Runner | undefined;
  try {
    const up = Promise.withResolvers<void>();
    const shown = show(actor, up.resolve);
    await Promise.race([up.promise, shown]);
    runner = await startRunner(actor, installed, options);
    await shown;
  } catch (error) {
    // Without screens nobody can decide anything: what was begun is taken back.
    leaveInPeace(actor);
    throw error;
  } finally {
    signal.removeEventListener("abort", leave);
    await runner?.settled();
  }
  const { context, value } = actor.getSnapshot();
  if (context.mode !== "dry-run" && (context.forget || context.result === "done")) await drafts.forget();
  return { exitCode: exitCodeOf(context, signal), elevate: value.walk === "elevated", context };
}

/** Left because of a mistake of ours, not because the operator had no more to ask for. */
function exitCodeOf({ exitCode: code, result }: WizardContext, { aborted, reason }: AbortSignal): ExitCode {
  const isCutShort = aborted && reason instanceof Failure && result === "none";
  return isCutShort && code === exitCode.done ? reason.exitCode : code;
}

async function startRunner(
  actor: WizardActor,
  installed: Installation | undefined,
  { drafts = noDraftStore, ...options }: WizardOptions,
): Promise<Runner> {
  const [{ Runner }, { readOnly }, { saveAnswers }, { opensRoot }, { checkFiles }, environment] =
    await Promise.all([
      import("./runner/runner.ts"),
      import("../environment.ts"),
      import("./runner/save-answers.ts"),
      import("../certificates/own-ca/own-ca.ts"),
      import("../certificates/files/check-files.ts"),
      options.environment(),
    ]);
  const reader = readOnly(environment);
  const runner = new Runner({
    environment,
    reader,
    actor,
    installation: installed,
    keepDraft: (draft) => drafts.write(draft),
    saveAnswers: (file, text) => saveAnswers(environment.host, file, text),
    logged: options.logged ?? ((_, onEvent, work) => work(onEvent)),
    checkPassphrase: options.checkPassphrase ?? ((passphrase) => opensRoot(reader.host, passphrase)),
    checkFiles:
      options.checkFiles ??
      ((certificateFile, keyFile, names) =>
        checkFiles(reader.host, certificateFile, keyFile, names, reader.host.now().toISOString())),
  });
  runner.start();
  return runner;
}

function createWizardActor(input: WizardInput) {
  return createActor(wizardMachine, { input });
}

/** A configured box has given every answer; elsewhere it is what differs from an empty draft. */
function givenFields(draft: Draft, all: boolean): readonly (keyof Draft)[] {
  return (Object.keys(draft) as (keyof Draft)[]).filter((key) => all || draft[key] !== emptyDraft[key]);
}

/** A change is stopped and taken back first; everything else is left at once. */
function leaveInPeace(actor: WizardActor): void {
  const end = actor.subscribe(({ value }) => {
    if (value.walk === "ended" || value.walk === "done") actor.send({ type: "LEAVE" });
    if (value.walk === "left") end.unsubscribe();
  });
  const { walk } = actor.getSnapshot().value;
  if (walk === "apply" || walk === "verify") actor.send({ type: "STOP" });
  else if (walk === "stuck") actor.send({ type: "TAKE_BACK" });
  else if (walk !== "takingBack") actor.send({ type: "LEAVE" });
}
