import type { ActorRefFrom, SnapshotFrom } from "xstate";
import type { Facts, Installation } from "../../core/facts.ts";
import { nameFacts } from "../../core/name-facts.ts";
import type { Environment } from "../../environment.ts";
import type { ApplyEvent } from "../../interpreters/apply/events.ts";
import { probeBackend } from "../../probe/backend.ts";
import { probeNames } from "../../probe/names.ts";
import { recommendedSource } from "../certificate-choices.ts";
import type { FileFinding, FoundBackend, SavedDraft } from "../context.ts";
import { stepOf } from "../context.ts";
import { type Draft, splitList } from "../draft.ts";
import { backendProblem, namesProblem, pathProblem } from "../draft-problem.ts";
import type { WizardEvent } from "../events.ts";
import { firewallPreview } from "../firewall-preview.ts";
import type { wizardMachine } from "../machine.ts";
import { makePreview } from "../make-preview.ts";
import { failureView } from "./failure-view.ts";
import { JobRunner } from "./job-runner.ts";
import { makePlan } from "./make-plan.ts";
import { menuStatus } from "./menu-status.ts";
import { lookAtBox } from "./preflight.ts";

type Snapshot = SnapshotFrom<typeof wizardMachine>;

/** What the guide asks about certificates before anything is planned; nothing here changes the box. */
export interface CertificateChecks {
  /** Whether it opens the key of the own CA's root that is there. */
  readonly checkPassphrase: (passphrase: string) => Promise<boolean>;
  /** What is to be said of the operator's own pair for these names. */
  readonly checkFiles: (
    certificateFile: string,
    keyFile: string,
    names: readonly string[],
  ) => Promise<readonly FileFinding[]>;
}

export interface RunnerOptions extends CertificateChecks {
  readonly environment: Environment;
  /** The same box for whoever must change nothing. */
  readonly reader: Environment;
  readonly actor: ActorRefFrom<typeof wizardMachine>;
  readonly installation: Installation | undefined;
  /** Keeps the draft for the next start; does nothing in a dry run. */
  readonly keepDraft: (saved: SavedDraft) => Promise<void>;
  readonly saveAnswers: (file: string, text: string) => Promise<string>;
  /** Writes down what a change of the box does. */
  readonly logged: Logged;
}

/** `logged` of run-log.ts, for the box that is worked on. */
export type Logged = (
  what: string,
  onEvent: (event: ApplyEvent) => void,
  work: (onEvent: (event: ApplyEvent) => void) => Promise<unknown>,
) => Promise<unknown>;

/** Milliseconds of quiet after the last key before typed text is looked up. */
const typingPause = 300;

/** What is looked up while it is typed. */
const lookedUp = [
  "names",
  "backend",
  "certificateFile",
  "keyFile",
] as const satisfies readonly (keyof Draft)[];

/** Screens at and before the question of the certificate. */
const beforeSource: readonly Snapshot["value"]["walk"][] = [
  "check",
  "backend",
  "names",
  "proxy",
  "certificate",
];

/**
 * Looks at the wizard's state and does what it stands for: probes, plans, has the box changed, and sends what came of it.
 * The machine decides; the runner never looks at a key.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #job: JobRunner;
  #facts: Facts | undefined;
  #looking: Promise<void> | undefined;
  #previous: Snapshot | undefined;
  #typing: NodeJS.Timeout | undefined;
  /** What is under way; `settled` waits for it. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#job = new JobRunner(options);
  }

  start(): void {
    const { actor } = this.#options;
    actor.subscribe((snapshot) => this.#follow(snapshot));
    this.#follow(actor.getSnapshot());
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    clearTimeout(this.#typing);
    await this.#work.catch(() => {});
  }

  #send(event: WizardEvent): void {
    this.#options.actor.send(event);
  }

  #follow(snapshot: Snapshot): void {
    const before = this.#previous;
    this.#previous = snapshot;
    if (before === undefined || before.value.walk !== snapshot.value.walk) this.#enter(snapshot, before);
    if (before === undefined) return;
    const { context, value } = snapshot;
    if (context.passphrase.state === "checking" && before.context.passphrase.state !== "checking")
      this.#do(() => this.#tryPassphrase());
    this.#suggestSource(snapshot, before);
    const planGone = before.context.preview !== undefined && context.preview === undefined;
    if (value.walk === "review" && before.value.walk === "review" && planGone) this.#do(() => this.#plan());
    if (before.context.draft !== context.draft) this.#drafted(snapshot, before);
    if (before.context.saveAs !== context.saveAs) this.#do(() => this.#save());
    if (before.context.testedAgain !== context.testedAgain)
      this.#do(() => this.#tryBackends(context.draft.backend));
  }

  /** A state was entered. */
  #enter(snapshot: Snapshot, before: Snapshot | undefined): void {
    const { context, value } = snapshot;
    const from = before?.value.walk;
    if (value.walk === "menu" && context.status === undefined) this.#do(() => this.#readStatus());
    if (value.walk === "check") this.#do(() => this.#looked());
    if (value.walk === "names") this.#do(() => this.#lookUpNames(context.draft.names, true));
    if (value.walk === "ownFiles") this.#do(() => this.#checkFiles());
    if (value.walk === "review" && context.preview === undefined) this.#do(() => this.#plan());
    if (value.walk === "apply" && (from === "review" || from === "authority"))
      this.#do(() => this.#job.change(this.#facts?.addresses ?? []));
    if (from === "stuck") this.#job.decide(context.decision);
    if (value.walk === "takingBack" && (from === "apply" || from === "verify")) this.#job.stop();
    if (value.walk === "takingBack" && from === "confirm") this.#do(() => this.#job.takeBack());
  }

  #drafted(snapshot: Snapshot, before: Snapshot): void {
    const { draft, mode, answered, touched } = snapshot.context;
    const was = before.context.draft;
    const at = stepOf(snapshot.value.walk);
    this.#previewFirewall();
    // The menu can turn a walk into a dry run, which keeps nothing.
    if (mode !== "dry-run" && answered && at !== undefined) {
      this.#options.keepDraft({ draft, at, touched }).catch(() => {});
    }
    const changed = lookedUp.filter((field) => draft[field] !== was[field]);
    if (changed.length === 0) return;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      if (changed.includes("names")) this.#do(() => this.#lookUpNames(draft.names));
      if (changed.includes("backend")) this.#do(() => this.#tryBackends(draft.backend));
      if (changed.includes("certificateFile") || changed.includes("keyFile"))
        this.#do(() => this.#checkFiles());
    }, typingPause);
  }

  /** The source to mark, as long as its question is not behind the operator. */
  #suggestSource({ context, value }: Snapshot, before: Snapshot): void {
    const same = (["facts", "sources", "names", "draft"] as const).every(
      (field) => context[field] === before.context[field],
    );
    if (same || !beforeSource.includes(value.walk) || context.touched.source === true) return;
    const source = recommendedSource(context);
    if (source !== undefined && source !== context.draft.source)
      this.#send({ type: "SUGGEST", patch: { source } });
  }

  async #tryPassphrase(): Promise<void> {
    const { actor, checkPassphrase } = this.#options;
    const typed = actor.getSnapshot().context.secrets?.caPassphrase;
    if (typed === undefined) return;
    const event = await checkPassphrase(typed).then(
      (ok) => ({ type: "PASSPHRASE", ok }) as const,
      (error) => ({ type: "PASSPHRASE", ok: false, problem: failureView(error).message }) as const,
    );
    // Of one that was given up meanwhile nobody wants to know.
    if (actor.getSnapshot().context.secrets?.caPassphrase === typed) this.#send(event);
  }

  async #checkFiles(): Promise<void> {
    const { actor, checkFiles } = this.#options;
    const { certificateFile, keyFile, names } = actor.getSnapshot().context.draft;
    if ([certificateFile, keyFile].some((path) => pathProblem(path) !== undefined)) return;
    const findings = await checkFiles(certificateFile, keyFile, splitList(names));
    this.#send({ type: "OWN_FILES", certificateFile, keyFile, findings });
  }

  /** Runs something in the background; what goes wrong there is said on whatever screen is up. */
  #do(work: () => Promise<void>): void {
    const done = work().catch((error) => this.#send({ type: "NOTICE", text: failureView(error).message }));
    this.#work = Promise.all([this.#work, done]);
  }

  /** The look at the box, once: whoever needs what it finds waits for its end. */
  #looked(): Promise<void> {
    this.#looking ??= this.#look().catch((error) => {
      this.#giveUpLooking(failureView(error).message);
      throw error;
    });
    return this.#looking;
  }

  /** No row turns for ever: what was not found out says why. */
  #giveUpLooking(text: string): void {
    const { preflight } = this.#options.actor.getSnapshot().context;
    const rows = preflight.map((row) =>
      row.state === "checking" ? ({ ...row, state: "warning", text } as const) : row,
    );
    this.#send({ type: "PREFLIGHT", rows });
  }

  async #look(): Promise<void> {
    const { reader, installation } = this.#options;
    this.#facts = await lookAtBox(reader, installation, (event) => {
      if (event.type === "FACTS") this.#facts = event.facts;
      this.#send(event);
      if (event.type === "FACTS") this.#previewFirewall();
    });
  }

  #previewFirewall(): void {
    if (this.#facts === undefined) return;
    const { draft, firewall } = this.#options.actor.getSnapshot().context;
    const preview = firewallPreview(draft, this.#facts);
    if (JSON.stringify(preview) !== JSON.stringify(firewall))
      this.#send({ type: "FIREWALL", firewall: preview });
  }

  async #readStatus(): Promise<void> {
    const { reader, installation } = this.#options;
    if (installation !== undefined)
      this.#send({ type: "STATUS", status: await menuStatus(reader, installation) });
  }

  /** `again`: also what was looked up before, for a record may have been put right meanwhile. */
  async #lookUpNames(text: string, again = false): Promise<void> {
    const { context } = this.#options.actor.getSnapshot();
    if (namesProblem({ ...context.draft, names: text }) !== undefined) return;
    const names = splitList(text).filter((name) => again || nameFacts(context.names, name) === undefined);
    this.#send({ type: "NAMES", names: await probeNames(this.#options.reader.host, names) });
  }

  /** Tries the addresses of the draft, again when they are already in the list. */
  async #tryBackends(text: string): Promise<void> {
    const { draft } = this.#options.actor.getSnapshot().context;
    if (backendProblem({ ...draft, backend: text }) !== undefined) return;
    const { host } = this.#options.reader;
    const tried = await Promise.all(
      splitList(text).map(
        async (url): Promise<FoundBackend> => ({ url, facts: await probeBackend(host, url) }),
      ),
    );
    const { backends, searched } = this.#options.actor.getSnapshot().context;
    const fresh = (url: string) => tried.find((each) => each.url === url);
    const typed = tried.filter(
      ({ url }) => !backends.some((each) => each.url === url && each.typed !== true),
    );
    this.#send({
      type: "BACKENDS",
      backends: [
        ...backends.filter((each) => each.typed !== true).map((each) => ({ ...each, ...fresh(each.url) })),
        ...typed.map((each) => ({ ...each, typed: true as const })),
      ],
      searched,
    });
  }

  async #plan(): Promise<void> {
    // A plan looks for itself: it can be made although the first look failed.
    await this.#looked().catch(() => undefined);
    const { actor, reader: environment, installation } = this.#options;
    const { draft, job, mayRestart, decisions } = actor.getSnapshot().context;
    const addresses = this.#facts?.addresses ?? [];
    const request = { environment, job, draft, mayRestart, decisions, addresses, installation };
    const event = await makePlan(request).then(
      ({ plan, facts }) =>
        ({ type: "PLANNED", preview: makePreview(plan, facts, environment.ports) }) as const,
      (error) => ({ type: "NO_PLAN", problem: failureView(error) }) as const,
    );
    // Of answers that have changed meanwhile nobody wants the plan.
    const now = actor.getSnapshot().context;
    const isMeant = now.draft === draft && now.mayRestart === mayRestart && now.decisions === decisions;
    if (isMeant) this.#send(event);
    else if (actor.getSnapshot().value.walk === "review") await this.#plan();
  }

  async #save(): Promise<void> {
    const { saveAs, preview } = this.#options.actor.getSnapshot().context;
    if (saveAs === undefined || preview === undefined) return;
    this.#send({ type: "NOTICE", text: await this.#options.saveAnswers(saveAs.file, preview.answersText) });
  }
}
