import { exitCode, Failure } from "../../core/errors.ts";
import { shWord } from "../../core/sh-word.ts";
import { boxCauses } from "./box-causes.ts";
import type { About, Cause } from "./cause.ts";
import { challengeCauses } from "./challenge-causes.ts";
import { type Complaint, complaintsIn, namesIn } from "./complaint.ts";
import { lastRefusal, logPlace } from "./debug-log.ts";
import { limitCauses } from "./limit-causes.ts";
import { serverCauses } from "./server-causes.ts";
import { inWords, waitingTime } from "./waiting-time.ts";

/** A failure of certbot in the operator's words. */
export interface Explained {
  /** The cause's; `unknown` when nothing fits. */
  readonly id: string;
  readonly failure: Failure;
  /** The same order may succeed if it is given once more, after `wait`. */
  readonly worthRetry: boolean;
  /** Milliseconds that the authority asks to wait; absent: it does not say. */
  readonly wait?: number;
}

/** An attempt that failed. */
export interface Attempt {
  /** What certbot printed on both streams. */
  readonly output: string;
  /** Its debug log, empty where there is none: certbot 2.1 prints no reason when an order is refused. */
  readonly log: string;
  readonly code: number;
  readonly now: Date;
}

/** Milliseconds that are waited for an authority, at most. */
export const longestWait = 60_000;

const general: readonly Cause[] = [...boxCauses, ...limitCauses, ...serverCauses];

/** Types of problems that an authority has when it looks at a name itself: "connection reset" is between those two then. */
const challengeTypes = ["caa", "connection", "dns", "incorrectResponse", "tls", "unauthorized"];

/** The first that fits tells. */
function causesOf({ type = "" }: Complaint): readonly Cause[] {
  return challengeTypes.includes(type) ? [...challengeCauses, ...general] : [...general, ...challengeCauses];
}

/** What went wrong, in one line with the one thing to do. Pure. */
export function explainFailure({ output, log, code, now }: Attempt): Explained {
  const printed = complaintsIn(output);
  const refusal = lastRefusal(log);
  const found = firstCause(printed) ?? (refusal && firstCause([refusal]));
  if (found === undefined) return unexplained(refusal === undefined ? printed : [refusal], output, code);
  const { cause, match, complaint } = found;
  const wait = waitingTime(complaint.detail, refusal?.retryAfter, now);
  const names = printed.flatMap((each) => (firstCause([each])?.cause === cause ? (each.name ?? []) : []));
  const asked = nameIn(complaint.detail) ?? namesIn(output) ?? "the name";
  const about: About = {
    name: names[0] ?? asked,
    names: names.join(" and ") || asked,
    detail: complaint.detail,
    match,
    when: wait === undefined ? undefined : inWords(wait),
  };
  const next = cause.next?.(about);
  return {
    id: cause.id,
    failure: new Failure(cause.message(about), {
      kind: cause.kind,
      exitCode: exitCode.failedAndRolledBack,
      said: quote(complaint === refusal ? [refusal] : printed),
      ...(next === undefined ? {} : { next }),
    }),
    worthRetry:
      cause.retry === "at-once" || (cause.retry === "in-time" && wait !== undefined && wait <= longestWait),
    ...(wait === undefined ? {} : { wait }),
  };
}

interface Found {
  readonly cause: Cause;
  readonly match: RegExpExecArray;
  readonly complaint: Complaint;
}

function firstCause(complaints: readonly Complaint[]): Found | undefined {
  for (const complaint of complaints) {
    const { type, detail } = complaint;
    for (const cause of causesOf(complaint)) {
      const match = cause.when.exec(type === undefined ? detail : `${type} ${detail}`);
      if (match !== null) return { cause, match, complaint };
    }
  }
  return undefined;
}

function unexplained(complaints: readonly Complaint[], output: string, code: number): Explained {
  const failure = new Failure("certbot got no certificate", {
    kind: "outside",
    exitCode: exitCode.failedAndRolledBack,
    said: quote(complaints) || `exit code ${code}`,
    next: `less ${shWord(logPlace(output) ?? "/var/log/letsencrypt/letsencrypt.log")}`,
  });
  return { id: "unknown", failure, worthRetry: false };
}

/** The name that an authority quotes. */
function nameIn(detail: string): string | undefined {
  return /(?:for|policy:) "([^"\s]+\.[^"\s]+)"/.exec(detail)?.[1];
}

/** At most three lines of what was said; control characters and the key to an account's link stay out. */
function quote(complaints: readonly Complaint[]): string {
  const lines = complaints.map(({ name, detail }) => (name === undefined ? detail : `${name}: ${detail}`));
  return [...new Set(lines)]
    .slice(0, 3)
    .map((line) => line.replace(/\p{C}/gu, "").replace(/jwt=\S+/, "jwt=…"))
    .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line))
    .join("\n");
}

const longestLine = 400;
