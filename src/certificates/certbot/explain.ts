import { exitCode, Failure, type FailureDetails } from "../../core/errors.ts";

/** A failure of certbot in the operator's words. */
export interface Explained {
  readonly failure: Failure;
  /** The same order may succeed if it is given once more right away. */
  readonly worthRetry: boolean;
}

interface Pattern {
  /** In what certbot printed. */
  readonly when: RegExp;
  readonly message: (match: RegExpExecArray) => string;
  readonly kind: FailureDetails["kind"];
  readonly next?: string;
  readonly retry?: true;
}

/** The first that fits tells; the most telling come first (RFC 8555 section 6.7 has the types). */
const patterns: readonly Pattern[] = [
  {
    when: /retry after (\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:Z| UTC)?)/i,
    message: ([, until]) =>
      `The authority has given out too many for this name; it takes the next order after ${until}`,
    kind: "outside",
    next: "wait until then, or try with: certificate.server: staging",
  },
  {
    when: /rateLimited|too many (?:certificates|failed authorizations|requests|registrations)/i,
    message: () => "The authority takes no more orders for a while: its rate limit is reached",
    kind: "outside",
    next: "wait an hour (a week where it speaks of certificates), or try with: certificate.server: staging",
  },
  {
    when: /urn:ietf:params:acme:error:caa|CAA record .*prevents issuance/i,
    message: () => "A CAA record of the name forbids this authority to issue",
    kind: "operator",
    next: "add its name to the CAA records of the domain, or take them out",
  },
  {
    when: /(?:DNS problem|urn:ietf:params:acme:error:dns|SERVFAIL|NXDOMAIN|no valid A records)/i,
    message: () => "The authority could not look the name up in DNS",
    kind: "operator",
    next: "look at the A and AAAA records of the name, and at its name servers",
  },
  {
    when: /urn:ietf:params:acme:error:(?:connection|tls)|Timeout during connect|Connection refused|Fetching http:.*(?:timeout|refused|unreachable)/i,
    message: () => "The authority could not reach this box over port 80",
    kind: "operator",
    next: "open port 80 in the firewall of your hoster too",
  },
  {
    when: /urn:ietf:params:acme:error:(?:unauthorized|incorrectResponse)|Invalid response from http/i,
    message: () =>
      "The authority found something else than the challenge on port 80: another server answers there",
    kind: "operator",
    next: "look where the A and the AAAA record of the name lead",
  },
  {
    when: /urn:ietf:params:acme:error:badNonce|JWS has (?:an invalid|no) anti-replay nonce/i,
    message: () => "The authority refused the order's sequence number (bad nonce)",
    kind: "outside",
    retry: true,
  },
  {
    when: /urn:ietf:params:acme:error:rejectedIdentifier|policy forbids issuing/i,
    message: () => "The authority gives no certificate for this name",
    kind: "operator",
    next: "take another name, or certificate.source: self-signed",
  },
  {
    when: /contact email|invalidContact|unsupportedContact/i,
    message: () => "The authority does not take the e-mail address",
    kind: "operator",
    next: "give another --email, or none",
  },
  {
    when: /Could not bind TCP port (\d+)|Problem binding to port (\d+)/i,
    message: (match) => `Port ${match[1] ?? match[2]} is taken by another program`,
    kind: "operator",
    next: "ss -ltnp 'sport = :80'",
  },
  {
    when: /Another instance of Certbot is already running/i,
    message: () => "Another certbot is at work on this box",
    kind: "outside",
    retry: true,
  },
  {
    when: /CERTIFICATE_VERIFY_FAILED|certificate verify failed/i,
    message: () => "The server of the authority could not be verified",
    kind: "operator",
    next: "look at the clock (date) and at REQUESTS_CA_BUNDLE",
  },
  {
    when: /Connection aborted|Connection reset|RemoteDisconnected|Read timed out|serverInternal|50[023] |Max retries exceeded|Name or service not known|Temporary failure in name resolution|ConnectionError/i,
    message: () => "The authority broke off, or could not be reached",
    kind: "outside",
    retry: true,
  },
];

/** What certbot printed, told in one line with the one thing to do. Pure. */
export function explainFailure(output: string, code: number): Explained {
  const said = essence(output) || `exit code ${code}`;
  for (const { when, message, kind, next, retry } of patterns) {
    const match = when.exec(output);
    if (match === null) continue;
    return {
      failure: new Failure(message(match), {
        kind,
        exitCode: exitCode.failedAndRolledBack,
        said,
        ...(next === undefined ? {} : { next }),
      }),
      worthRetry: retry === true,
    };
  }
  const failure = new Failure("certbot got no certificate", {
    kind: "outside",
    exitCode: exitCode.failedAndRolledBack,
    said,
    next: "less /var/log/letsencrypt/letsencrypt.log",
  });
  return { failure, worthRetry: false };
}

/** Lines that certbot prints whatever happens. */
const chatter =
  /^(?:Saving debug log|Plugins selected|Account registered|Requesting a certificate|Performing the following|http-01 challenge for|Using the webroot|Waiting for verification|Cleaning up|Obtaining a new|Renewing an existing|Hint:|Ask for help|See the logfile|Some challenges have failed|Registering without email|IMPORTANT NOTES|- - -)/;

/** At most six lines that say something. */
function essence(output: string): string {
  return output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !chatter.test(line))
    .slice(0, 6)
    .join("\n");
}
