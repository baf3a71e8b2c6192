/** One thing that certbot, or the authority through it, complains about. */
export interface Complaint {
  /** Type of the authority's problem, without its `urn:ietf:params:acme:error:` (RFC 8555 section 6.7). */
  readonly type?: string;
  readonly detail: string;
  /** The name whose challenge failed. */
  readonly name?: string;
}

/** What the output complains about: a name at a time where challenges failed, and its own last words else. Pure. */
export function complaintsIn(output: string): readonly Complaint[] {
  const challenges = [...output.matchAll(block)].map(([, name = "", type = "", detail = ""]) => ({
    name,
    type: type.replace("urn:ietf:params:acme:error:", ""),
    detail: detail.replace(/\s+/g, " ").trim(),
  }));
  if (challenges.length > 0) return challenges;
  const lines = output.split("\n").map((line) => line.trim());
  const words = lines.filter((line) => line !== "" && !chatter.test(line));
  return words.map((detail) => {
    const type = /urn:ietf:params:acme:error:(\w+)/.exec(detail)?.[1];
    return { detail, ...(type === undefined ? {} : { type }) };
  });
}

/** Names that the certificate was to have, as the output tells them; undefined: it does not. Pure. */
export function namesIn(output: string): string | undefined {
  return /^(?:Requesting a|Renewing an existing|Simulating renewal of an existing) certificate for (.+)$/m
    .exec(output)?.[1]
    ?.trim();
}

/** A name whose challenge failed, as certbot's auth_handler.py tells it; before 1.20 it breaks the lines. */
const block = /^ *Domain: *(\S+)\n *Type: *(\S+)\n *Detail: *(\S[^\n]*(?:\n *\S[^\n]*)*)/gm;

/** Lines that certbot prints whatever happens. */
const chatter =
  /^(?:Saving debug log|Plugins selected|Account registered|Requesting a certificate|Performing the following|http-01 challenge for|Using the webroot|Waiting for verification|Cleaning up|Obtaining a new|Renewing an existing|Simulating renewal|Hint:|Ask for help|See the logfile|Please see the logfiles|An unexpected error occurred|Some challenges have failed|Challenge failed for|Registering without email|IMPORTANT NOTES|Missing command line flag|Processing \/|[- ]+$)/;
