import { certificateAnswer } from "../../src/wizard/certificate-answer.ts";
import { stepOf, type WalkStep, type WizardContext, walkSteps } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import type { WalkState } from "../use-snapshot.ts";

/** One place in the walk. */
export interface RailEntry {
  readonly label: string;
  readonly state: "done" | "now" | "to-do";
  /** What was answered there. */
  readonly answer?: string | undefined;
}

const labels: Readonly<Record<WalkStep, string>> = {
  check: "Check",
  backend: "Backend",
  names: "Names",
  proxy: "Proxy",
  certificate: "Cert",
  limits: "Limits",
  firewall: "Firewall",
  review: "Review",
};

const jobLabels = ["Review", "Apply", "Verify", "Done"] as const;

/** Where each screen of the job stands in `jobLabels`. */
const jobPlace: Readonly<Partial<Record<WalkState, number>>> = { apply: 1, verify: 2, stuck: 1, done: 3 };

/** The places of the walk that a screen belongs to; none for menus and ends. */
export function railEntries(walk: WalkState, context: WizardContext): readonly RailEntry[] {
  const job = jobPlace[walk];
  if (job !== undefined) {
    const now = walk === "stuck" && proofFailed(context) ? 2 : job;
    return jobLabels.map((label, place) => ({ label, state: stateAt(place, now) }));
  }
  const step = walk === "diff" || walk === "preview" ? "review" : stepOf(walk);
  if (step === undefined || context.job !== "apply") return [];
  const now = walkSteps.indexOf(step);
  return walkSteps.map((id, place) => {
    const state = context.fromReview && place !== now ? "done" : stateAt(place, now);
    return { label: labels[id], state, answer: state === "done" ? answerOf(id, context) : undefined };
  });
}

function stateAt(place: number, now: number): RailEntry["state"] {
  return place < now ? "done" : place === now ? "now" : "to-do";
}

function proofFailed({ progress }: WizardContext): boolean {
  return progress.steps.some((step) => step.kind === "Verify" && step.state === "failed");
}

function answerOf(step: WalkStep, context: WizardContext): string | undefined {
  const { draft, facts, proxies } = context;
  switch (step) {
    case "check":
      return facts?.platform.pretty;
    case "backend":
      return draft.backend;
    case "names":
      return splitList(draft.names).join(", ");
    case "proxy":
      return proxies.find(({ id }) => id === draft.proxy)?.title ?? draft.proxy;
    case "certificate":
      return certificateAnswer(context);
    case "limits":
      return draft.connectionsPerIp === false ? "no limit" : `${draft.connectionsPerIp} per address`;
    case "firewall":
      return draft.firewall === "none" ? "left alone" : "opened";
    case "review":
      return undefined;
  }
}
