import type { Answers } from "./answers.ts";
import { formatAnswers } from "./answers-file.ts";
import { createDirectory, writeFile } from "./build-step.ts";
import { decisionWarnings, type EditDecision, undecidedDrift, withDecisions } from "./edited-files.ts";
import type { Facts } from "./facts.ts";
import type { Problem, Warning } from "./finding.ts";
import { isChange } from "./is-change.ts";
import { paths } from "./paths.ts";
import { planProblems, planWarnings } from "./plan-findings.ts";
import { installPackages } from "./plan-packages.ts";
import { answerChallenges, isEarly, isEarlyOf, serve } from "./plan-serving.ts";
import { staleSteps } from "./stale.ts";
import type { ConfigTest, Step, Verify, Workers } from "./step.ts";
import { type WaitingRestart, waitingSince, waitsAfter } from "./waiting-restart.ts";

/** Everything that would happen, in order, and what speaks against it. Plain JSON, free of secrets. */
export interface Plan {
  readonly format: 1;
  readonly answers: Answers;
  readonly steps: readonly Step[];
  /** Each stops the job before anything is touched. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
  /** Files that other hands edited and this plan would overwrite. */
  readonly drift: readonly string[];
  /** Changes that a rotation leaves for the next `apply`. */
  readonly left: readonly string[];
  /** What these steps change that only a restart brings, where they make none. */
  readonly waits?: WaitingRestart;
}

/** What a plug-in adds to a plan. */
export interface PartialPlan {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** Packages of one plug-in. */
export interface PackagesWanted {
  /** Unique among the groups of a plan. */
  readonly id: string;
  /** Whose they are. */
  readonly title: string;
  readonly names: readonly string[];
  /** Services that come with them and are started once they are configured. */
  readonly units: readonly string[];
}

export interface CertificatePlan extends PartialPlan {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** What has to wait until the proxy serves the pair. */
  readonly afterwards?: readonly Step[];
  /** Other hands change what is in the files: the service takes them up anew, though no step writes them. */
  readonly loadAnew?: boolean;
  /** An authority looks at port 80 first: what is there, the proxy or the program that asks. */
  readonly challenge?: "through-proxy" | "on-port-80";
}

/** The chosen plug-ins' pure planners, handed in so that the core knows none of them. */
export interface Planners {
  /** Whether the job can be done on this distribution. */
  readonly platform: Omit<PartialPlan, "steps">;
  /** What has to be there, for whom. */
  readonly packages: readonly PackagesWanted[];
  certificate(rotate: boolean): CertificatePlan;
  /** The pair that the proxy serves now; undefined where it serves none of ours. */
  readonly served?: { readonly certificateFile: string; readonly keyFile: string };
  /** Copies of a pair that the proxy reads instead; `changes`: an earlier step writes the pair. */
  copies?(
    pair: { readonly certificateFile: string; readonly keyFile: string },
    changes: boolean,
  ): readonly Step[];
  /** Paths of ours that stay, with all below them, whether this plan needs them or not. */
  readonly kept?: readonly string[];
  dhparam(): { readonly steps: readonly Step[]; readonly file?: string };
  /** The page that tests the connection; empty where there is to be none. */
  landingPage(): readonly Step[];
  readonly proxy: {
    readonly id: Answers["proxy"];
    readonly title: string;
    readonly unit: string;
    /** Where it tells of its errors; left out where it tells them its service manager. */
    readonly errorLog?: string;
    readonly configTest: ConfigTest;
    readonly workers?: Workers;
    /** Without a pair: port 80 alone, with the challenges. */
    plan(files?: {
      readonly certificateFile: string;
      readonly keyFile: string;
      readonly dhparamFile?: string;
    }): PartialPlan & {
      readonly refusesUnknownNames: boolean;
      readonly restart?: string;
      readonly trial?: ConfigTest;
      readonly reload?: string;
    };
  };
  /** The operator allows a restart of a proxy that runs already. */
  readonly mayRestart: boolean;
  /** What the operator said of files that other hands edited. */
  readonly decisions?: readonly EditDecision[];
  firewall(ports: readonly number[]): PartialPlan;
}

/** From what is wanted and what is there to the ordered steps between them. Pure: same input, same plan. */
export function plan(answers: Answers, facts: Facts, planners: Planners): Plan {
  return buildPlan(answers, facts, planners, false);
}

/** Only the steps of a new certificate; what else is pending is listed in `left` and not touched. */
export function planRotation(answers: Answers, facts: Facts, planners: Planners): Plan {
  const whole = buildPlan(answers, facts, planners, true);
  const certificate = planners.certificate(true);
  const copies = copiesOf(planners, certificate);
  const ids = new Set(
    [...certificate.steps, ...copies, ...(certificate.afterwards ?? [])].map((step) => step.id),
  );
  const ownService = (step: Step) => step.kind === "Service" && step.unit === planners.proxy.unit;
  const kept = whole.steps.filter(
    (step) =>
      ids.has(step.id) || step.kind === "ValidateConfig" || step.kind === "Verify" || ownService(step),
  );
  const left = whole.steps
    .filter((step) => isChange(step) && !kept.includes(step) && !isEarly(step))
    .map((step) => step.title);
  return { ...whole, steps: kept, drift: undecidedDrift(facts, kept), left };
}

function buildPlan(answers: Answers, facts: Facts, planners: Planners, rotate: boolean): Plan {
  const certificate = planners.certificate(rotate);
  const dhparam = planners.dhparam();
  const { certificateFile, keyFile } = certificate;
  const proxy = planners.proxy.plan({
    certificateFile,
    keyFile,
    ...(dhparam.file === undefined ? {} : { dhparamFile: dhparam.file }),
  });
  // A rotation restarts nothing: what needs that is left.
  const restart = rotate ? undefined : proxy.restart;
  const waiting = rotate ? undefined : waitingSince(facts, planners.proxy.unit);
  const firewall = planners.firewall(portsOf(answers));
  const challenge = answerChallenges(facts, planners, certificate.challenge, firewall.steps, dhparam.file);
  const packages = installPackages(facts, planners);
  const wanted = distinct([
    ...packages,
    ...challenge,
    ...certificate.steps,
    ...copiesOf(planners, certificate),
    ...dhparam.steps,
    ...planners.landingPage(),
    ...proxy.steps.map((step) => changedEarly(step, challenge)),
  ]);
  const stale = staleSteps(
    facts,
    [...wanted, ...(certificate.afterwards ?? []), ...firewall.steps, ...settings(answers, facts)],
    planners.proxy.unit,
    planners.kept ?? [],
  );
  // Another proxy that answers the challenge needs the ports that ours of before still has.
  const makingRoom = challenge.length === 0 ? [] : stale.units;
  const { decisions = [] } = planners;
  // A service ends before its files go.
  const before = withDecisions(
    facts,
    decisions,
    once([...packages, ...makingRoom, ...wanted, ...stale.units, ...stale.paths]),
  );
  const all = once([
    ...before,
    ...serve(facts, planners, {
      changed: before.some(isChange) || certificate.loadAnew === true || isBehind(facts, certificateFile),
      started: challenge.some(({ kind }) => kind === "Service"),
      restart: planners.mayRestart && (restart ?? waiting) !== undefined,
      trial: proxy.trial,
      said: proxy.reload,
    }),
    ...firewall.steps.filter((step) => !challenge.includes(step)),
    ...stale.ports,
    ...settings(answers, facts),
    ...(certificate.afterwards ?? []),
    verify(answers, facts, planners, certificateFile, proxy.refusesUnknownNames),
  ]);
  const steps = withDecisions(facts, decisions, all);
  return {
    format: 1,
    answers,
    steps,
    problems: [
      ...planners.platform.problems,
      ...planProblems(answers, facts, planners),
      ...certificate.problems,
      ...proxy.problems,
      ...firewall.problems,
    ],
    warnings: [
      ...planners.platform.warnings,
      ...certificate.warnings,
      ...proxy.warnings,
      ...planWarnings(answers, facts, planners, { restart, waiting, reload: proxy.reload }),
      ...firewall.warnings,
      ...decisionWarnings(facts, decisions, steps),
    ],
    drift: undecidedDrift(facts, steps),
    left: [],
    ...waitsAfter(facts, planners, restart),
  };
}

/** What the proxy reads instead of the pair, once the pair is there. */
function copiesOf({ copies }: Planners, certificate: CertificatePlan): readonly Step[] {
  const changes = certificate.steps.some((step) => step.kind === "IssueCertificate" && isChange(step));
  return copies?.(certificate, changes) ?? [];
}

/** What is as wanted now is not so any more once the challenge has changed it. */
function changedEarly(step: Step, challenge: readonly Step[]): Step {
  const isChanged = challenge.some((early) => isEarlyOf(early, step) && isChange(early));
  return isChanged && step.action === "no-op" ? { ...step, action: "update" } : step;
}

/** Two plug-ins may want the same folder. */
function once(steps: readonly Step[]): readonly Step[] {
  const ids = new Set<string>();
  return steps.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** What two plug-ins need alike is done once, where it is needed first. */
function distinct(steps: readonly Step[]): readonly Step[] {
  const first = new Map(steps.toReversed().map((step) => [step.id, step]));
  return steps.filter((step) => first.get(step.id) === step);
}

/** The pair on the disk was exchanged and the service still shows the one of before: a reload is due. */
function isBehind({ served, certificates }: Facts, certificateFile: string): boolean {
  const onDisk = certificates[certificateFile]?.fingerprint;
  return served !== undefined && onDisk !== undefined && served !== onDisk;
}

/** Port 80 is there for the redirect and for the challenge of a certificate authority. */
function portsOf(answers: Answers): readonly number[] {
  return answers.redirectHttp || answers.certificate.source === "certbot" ? [80, 443] : [443];
}

function settings(answers: Answers, facts: Facts): readonly Step[] {
  return [
    createDirectory(facts, {
      path: paths.settings,
      mode: 0o700,
      why: "The settings of this endpoint live here.",
    }),
    writeFile(facts, {
      path: paths.answers,
      content: formatAnswers(answers),
      mode: 0o600,
      operatorMayEdit: true,
      why: "The answers are kept for rotate, status and the next run.",
    }),
  ];
}

function verify(
  answers: Answers,
  facts: Facts,
  { proxy: { unit, errorLog } }: Planners,
  certificateFile: string,
  refusesUnknownNames: boolean,
): Verify {
  return {
    kind: "Verify",
    id: "verify",
    title: "prove the endpoint",
    why: "Only a real handshake through the box's own addresses counts.",
    action: "no-op",
    undo: "exact",
    proxy: { unit, ...(errorLog === undefined ? {} : { errorLog }) },
    names: answers.names,
    backend: answers.backend,
    ...(answers.backendCertificate === undefined ? {} : { backendCertificate: answers.backendCertificate }),
    certificateFile,
    redirectHttp: answers.redirectHttp,
    refusesUnknownNames,
    origins: answers.origins,
    backendWasDown: answers.backend.every((url) => facts.backends[url]?.answers !== true),
  };
}
