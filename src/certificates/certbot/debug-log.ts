import type { Complaint } from "./complaint.ts";

/** What the authority refused last, and when it wants to be asked again. */
export interface Refusal extends Complaint {
  readonly type: string;
  /** The Retry-After header as it came (RFC 9110 section 10.2.3). */
  readonly retryAfter?: string;
}

/**
 * Where the output says that this attempt was logged: an attempt that ends early has its log in /tmp, and what lies in
 * /var/log is another's. Undefined: it does not say. Pure.
 */
export function logPlace(output: string): string | undefined {
  const place = /^Saving debug log to (\/\S+)$|See the logfile (\/\S+)/m.exec(output);
  return place?.[1] ?? place?.[2];
}

/**
 * The last problem document (RFC 7807) in a debug log. certbot 2.1 hides it from its output: a fault of Python 3.11's
 * comes in between. A bad nonce counts only as the last word of all, because certbot asks once more by itself. Pure.
 */
export function lastRefusal(log: string): Refusal | undefined {
  const answers = log
    .split(stamp)
    .map((record) => answer.exec(record))
    .filter((match) => match !== null);
  for (const [index, [, head = "", body = ""]] of [...answers.entries()].reverse()) {
    const problem = problemIn(body);
    if (problem === undefined) continue;
    if (problem.type === "badNonce" && index < answers.length - 1) continue;
    const retryAfter = /^Retry-After: *(.+?) *$/im.exec(head)?.[1];
    return { ...problem, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }
  return undefined;
}

/** What begins a record of Python's logging. */
const stamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}:/m;

/** Head and body of an answer, as acme/client.py logs them. */
const answer = /Received response:\nHTTP \d+\n([\s\S]*?)\n\n([\s\S]*)/;

const urn = "urn:ietf:params:acme:error:";

function problemIn(body: string): Pick<Refusal, "type" | "detail"> | undefined {
  try {
    return problemsIn(JSON.parse(body)).at(-1);
  } catch {
    return undefined; // No JSON: a nonce, or the certificate.
  }
}

/** Problems wherever they are: alone, as the error of a challenge, or one a name (RFC 8555 section 6.7.1). */
function problemsIn(value: unknown): readonly Pick<Refusal, "type" | "detail">[] {
  if (typeof value !== "object" || value === null) return [];
  const { type, detail } = value as Readonly<Record<string, unknown>>;
  const own =
    typeof type === "string" && type.startsWith(urn)
      ? [{ type: type.slice(urn.length), detail: typeof detail === "string" ? detail : "" }]
      : [];
  return [...own, ...Object.values(value).flatMap(problemsIn)];
}
