import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Explained, explainFailure } from "../../../src/certificates/certbot/explain.ts";
import type { ErrorKind } from "../../../src/core/errors.ts";

const folder = new URL("recorded/", import.meta.url);
const files = readdirSync(folder);
/** `dns-servfail.bookworm`: what certbot printed in this case on this suite. */
const recorded = files.filter((name) => !name.endsWith(".log.txt")).map((name) => name.replace(".txt", ""));
const now = new Date("2026-11-27T19:10:00Z");

function read(name: string): string {
  return files.includes(name) ? readFileSync(new URL(name, folder), "utf8") : "";
}

function explain(name: string): Explained {
  return explainFailure({ output: read(`${name}.txt`), log: read(`${name}.log.txt`), code: 1, now });
}

interface Expected {
  readonly id: string;
  readonly kind: ErrorKind;
  /** In the one line. */
  readonly message: RegExp;
  readonly next: RegExp;
  readonly worthRetry?: true;
}

const wrongContent: Expected = {
  id: "wrong-content",
  kind: "operator",
  message: /found 404 on port 80 of node\.example\.com/,
  next: /A and AAAA records of node\.example\.com lead$/,
};
const wrongKey: Expected = {
  id: "wrong-key",
  kind: "operator",
  message: /Another program answers challenges for node\.example\.com/,
  next: /A and AAAA records of node\.example\.com lead$/,
};
const timeout: Expected = {
  id: "connection-timeout",
  kind: "operator",
  message: /cannot get through to port 80 of node\.example\.com/,
  next: /firewall of your hoster/,
};
const dns: Expected = {
  id: "dns",
  kind: "operator",
  message: /could not look node\.example\.com up/,
  next: /^dig \+trace node\.example\.com$/,
};
const badNonce: Expected = {
  id: "bad-nonce",
  kind: "outside",
  message: /bad nonce/,
  next: /again in some minutes/,
  worthRetry: true,
};
const died: Expected = {
  id: "server-died",
  kind: "outside",
  message: /broke off in the middle/,
  next: /again in some minutes/,
  worthRetry: true,
};

/** What each case comes to; `success`: nothing failed. */
const expected: Readonly<Record<string, Expected | "success">> = {
  issued: "success",
  "renew-not-due": "success",
  "renew-rehearsed": "success",
  "bad-nonce": badNonce,
  "pebble-bad-nonce": badNonce,
  "caa-forbids": {
    id: "caa",
    kind: "operator",
    message: /CAA record of node\.example\.com forbids/,
    next: /CAA records of node\.example\.com/,
  },
  "connection-refused": {
    id: "connection-refused",
    kind: "operator",
    message: /port 80 of node\.example\.com \(10\.88\.2\.2\)/,
    next: /the A record of node\.example\.com leads$/,
  },
  "pebble-refused": {
    id: "connection-refused",
    kind: "operator",
    message: /port 80 of node\.example\.com \(10\.88\.2\.1\)/,
    next: /the A record of node\.example\.com leads$/,
  },
  "pebble-refused-v6": {
    id: "connection-refused",
    kind: "operator",
    message: /port 80 of node\.example\.com \(fd88:2::1\)/,
    next: /the AAAA record of node\.example\.com leads$/,
  },
  "connection-timeout": timeout,
  "pebble-timeout": timeout,
  "renew-failed": timeout,
  "two-names-fail": {
    ...timeout,
    message: /port 80 of (node\.example\.com and www\.node\.|www\.node\.example\.com and node\.)example\.com/,
  },
  "connection-timeout-secondary": {
    id: "elsewhere",
    kind: "operator",
    message: /node\.example\.com looks fine .*, but from elsewhere/,
    next: /every network and country/,
  },
  "contact-forbidden": {
    id: "contact",
    kind: "operator",
    message: /e-mail address/,
    next: /--email, or none/,
  },
  "content-404": wrongContent,
  "pebble-404": wrongContent,
  "content-other": wrongKey,
  "pebble-other": wrongKey,
  "directory-404": {
    id: "no-directory",
    kind: "operator",
    message: /no ACME directory/,
    next: /certificate\.server/,
  },
  "directory-refused": {
    id: "server-unreachable",
    kind: "outside",
    message: /server 10\.88\.2\.1 cannot be reached/,
    next: /^curl -I https:\/\/10\.88\.2\.1$/,
  },
  "directory-unresolved": {
    id: "server-unresolved",
    kind: "operator",
    message: /cannot look up .*acme\.example\.com/,
    next: /^getent ahosts acme\.example\.com$/,
  },
  "directory-untrusted": {
    id: "server-untrusted",
    kind: "operator",
    message: /10\.88\.2\.1:14000 .*does not trust/,
    next: /REQUESTS_CA_BUNDLE/,
  },
  "dns-nxdomain": {
    id: "dns-nxdomain",
    kind: "operator",
    message: /node\.example\.com leads nowhere/,
    next: /A record of node\.example\.com/,
  },
  "dns-servfail": dns,
  "pebble-servfail": dns,
  "other-certbot": {
    id: "other-certbot",
    kind: "outside",
    message: /Another certbot is at work/,
    next: /ps -fC certbot/,
    worthRetry: true,
  },
  "policy-forbids": {
    id: "refused-name",
    kind: "operator",
    message: /no certificate for node\.example\.com: its policy/,
    next: /another name/,
  },
  "pebble-blocked": {
    id: "refused-name",
    kind: "operator",
    message: /no certificate for blocked\.example\.com: its policy/,
    next: /another name/,
  },
  // Its log was not recorded, and certbot 2.1 prints no reason.
  "pebble-blocked.bookworm": {
    id: "unknown",
    kind: "outside",
    message: /^certbot got no certificate$/,
    next: /^less \/var\/log\/letsencrypt\/letsencrypt\.log$/,
  },
  "port-80-taken": { id: "port-taken", kind: "operator", message: /Port 80 is taken/, next: /^ss -ltnp/ },
  "rate-limit-certificates": {
    id: "rate-limit-certificates",
    kind: "outside",
    message: /just these names \(node\.example\.com\); it takes the next order in 4 days$/,
    next: /in 4 days, .*certificate\.server: staging/,
  },
  "rate-limit-failures": {
    id: "rate-limit-failures",
    kind: "outside",
    message: /attempts for node\.example\.com failed; it takes the next order in 4 days$/,
    next: /in 4 days, .*certificate\.server: staging/,
  },
  "server-died": died,
  "server-hung-up": died,
  "service-busy": {
    id: "busy",
    kind: "outside",
    message: /busy .* in 60 seconds/,
    next: /in 60 seconds/,
    worthRetry: true,
  },
  "terms-not-agreed": {
    id: "terms",
    kind: "operator",
    message: /terms of service/,
    next: /agreeTerms: true/,
  },
  "webroot-missing": {
    id: "webroot-missing",
    kind: "operator",
    message: /is gone: \/var\/www\/none$/,
    next: /again/,
  },
};

function expectationOf(name: string): Expected | "success" | undefined {
  return expected[name] ?? expected[name.replace(/\.[^.]*$/, "")];
}

describe("recorded failures", () => {
  it("has an expectation for every file, and a file for every expectation", () => {
    expect(recorded.filter((name) => expectationOf(name) === undefined)).toEqual([]);
    const cases = recorded.flatMap((name) => [name, name.replace(/\.[^.]*$/, "")]);
    expect(Object.keys(expected).filter((name) => !cases.includes(name))).toEqual([]);
    const logs = files
      .filter((name) => name.endsWith(".log.txt"))
      .map((name) => name.replace(".log.txt", ""));
    expect(logs.filter((name) => !recorded.includes(name))).toEqual([]);
  });

  it.each(recorded.filter((name) => expectationOf(name) !== "success"))("%s", (name) => {
    const { id, failure, worthRetry } = explain(name);
    const wanted = expectationOf(name) as Expected;
    expect({ id, kind: failure.kind, worthRetry, exitCode: failure.exitCode }).toEqual({
      id: wanted.id,
      kind: wanted.kind,
      worthRetry: wanted.worthRetry ?? false,
      exitCode: 1,
    });
    expect(failure.message).toMatch(wanted.message);
    expect(failure.message).not.toMatch(/\n|\.$/);
    expect(failure.next).toMatch(wanted.next);
    const said = failure.said?.split("\n") ?? [];
    expect(said.length).toBeLessThanOrEqual(3);
    expect(failure.said).not.toMatch(/Saving debug log|Ask for help|Hint:|To fix these errors|^$/m);
  });
});

describe("an attempt that failed", () => {
  const output = (...lines: readonly string[]) =>
    ["Saving debug log to /var/log/letsencrypt/letsencrypt.log", ...lines, ""].join("\n");
  const log = (status: number, head: string, body: object) =>
    [
      "2026-11-27 19:07:48,111:DEBUG:acme.client:Received response:",
      `HTTP ${status}`,
      "Content-Type: application/problem+json",
      head,
      "",
      JSON.stringify(body, null, 2),
      "2026-11-27 19:07:48,112:DEBUG:certbot._internal.log:Exiting abnormally:",
      "",
    ].join("\n");
  const problem = (type: string, detail: string) => ({ type: `urn:ietf:params:acme:error:${type}`, detail });
  const hidden = output("An unexpected error occurred:", "AttributeError: can't set attribute");
  const of = (printed: string, written = "") =>
    explainFailure({ output: printed, log: written, code: 1, now });

  it("says the reason of each name, and goes by the first", () => {
    const block = (name: string, type: string, detail: string) =>
      `  Domain: ${name}\n  Type:   ${type}\n  Detail: ${detail}\n`;
    const { id, failure } = of(
      output(
        block("a.example.com", "dns", "DNS problem: NXDOMAIN looking up A for a.example.com"),
        block(
          "b.example.com",
          "connection",
          "203.0.113.9: Fetching http://b.example.com/: Connection refused",
        ),
      ),
    );
    expect(id).toBe("dns-nxdomain");
    expect(failure.message).toContain("a.example.com leads nowhere");
    expect(failure.message).not.toContain("b.example.com");
    expect(failure.said).toContain("b.example.com: 203.0.113.9: Fetching");
  });

  it("takes a connection that the box reset for what it is, not for the authority's", () => {
    const detail = "203.0.113.9: Fetching http://a.example.com/: Connection reset by peer";
    const { id, worthRetry } = of(
      output(`  Domain: a.example.com\n  Type:   connection\n  Detail: ${detail}\n`),
    );
    expect({ id, worthRetry }).toEqual({ id: "connection-refused", worthRetry: false });
  });

  it.each([
    [
      "too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s",
      "just these names",
    ],
    [
      'too many certificates (50) already issued for "example.com" in the last 168h0m0s',
      "domain of example.com",
    ],
  ])("tells the limits apart: %s", (detail, message) => {
    const { id, failure } = of(hidden, log(429, "Retry-After: 7200", problem("rateLimited", detail)));
    expect(id).toBe("rate-limit-certificates");
    expect(failure.message).toContain(message);
    expect(failure.message).toContain("in 2 hours");
  });

  it.each([
    ["59", true, "in 59 seconds"],
    ["61", false, "in 61 seconds"],
    ["2400", false, "in 40 minutes"],
    ["Fri, 27 Nov 2026 19:10:05 GMT", true, "in 5 seconds"],
    ["Fri, 27 Nov 2026 18:00:00 GMT", true, "again now"],
  ])("waits for a server that is busy, a minute at most: Retry-After: %s", (header, worthRetry, words) => {
    const busy = log(503, `Retry-After: ${header}`, problem("rateLimited", "Service busy; retry later."));
    expect(of(hidden, busy)).toMatchObject({ id: "busy", worthRetry });
    expect(of(hidden, busy).failure.message).toContain(words);
  });

  it("does not ask again where a busy server does not say when", () => {
    const busy = log(503, "Server: x", problem("rateLimited", "Service busy; retry later."));
    expect(of(hidden, busy)).toMatchObject({ id: "busy", worthRetry: false });
  });

  it("goes by what is printed, where that has a reason, and not by an older word in the log", () => {
    const nonce = log(400, "Server: x", problem("badNonce", "JWS has an invalid anti-replay nonce"));
    const printed = output("Could not bind TCP port 80 because it is already in use by another process");
    expect(of(printed, nonce).id).toBe("port-taken");
  });

  it("does not blame a bad nonce after which the order went on", () => {
    const nonce = log(400, "Server: x", problem("badNonce", "JWS has an invalid anti-replay nonce"));
    const fine = log(201, "Server: x", { status: "pending" });
    expect(of(hidden, nonce).id).toBe("bad-nonce");
    expect(of(hidden, nonce + fine).id).toBe("unknown");
  });

  it("takes the last refusal of a log, a name's own where there is one", () => {
    const first = log(429, "Retry-After: 5", problem("rateLimited", "Service busy; retry later."));
    const last = log(400, "Server: x", {
      ...problem("malformed", "Some of the identifiers requested were rejected"),
      subproblems: [
        {
          ...problem("rejectedIdentifier", 'Cannot issue for "x.example.org": forbidden by policy'),
          identifier: {},
        },
      ],
    });
    const { id, failure } = of(hidden, first + last);
    expect(id).toBe("refused-name");
    expect(failure.message).toContain("x.example.org");
    expect(failure.said).toBe('Cannot issue for "x.example.org": forbidden by policy');
  });

  it.each([
    ["Server requires external account binding. Please use --eab-kid and --eab-hmac-key.", "account-binding"],
    ["live directory exists for wss-setup", "half-lineage"],
    ["acme.errors.TimeoutError", "server-slow"],
    ["All authorizations were not finalized by the CA.", "server-slow"],
    ["acme.errors.ClientError: <Response [502]>", "server-died"],
    ["acme.errors.ClientError: <Response [503]>", "busy"],
    [
      "acme.errors.IssuanceError: urn:ietf:params:acme:error:caa :: CAA record for x prevents issuance",
      "caa",
    ],
    ["[certbot was ended after 300000 ms]", "cut-off"],
    ["OSError: [Errno 28] No space left on device", "unknown"],
  ])("%s: %s", (line, id) => {
    expect(of(output(line)).id).toBe(id);
  });

  it("without a reason says what was printed and where the log of just this attempt is", () => {
    const early = "something new\nSee the logfile /tmp/certbot-log-p6go3naj/log or re-run Certbot with -v\n";
    const { failure } = of(early);
    expect(failure).toMatchObject({
      message: "certbot got no certificate",
      said: "something new",
      next: "less /tmp/certbot-log-p6go3naj/log",
    });
    expect(explainFailure({ output: "", log: "", code: 127, now }).failure.said).toBe("exit code 127");
  });

  it("keeps control characters, floods and the key to an account's page out of what was said", () => {
    const detail =
      "Your account is temporarily prevented from requesting certificates for x.example.com. Please visit: https://portal.example/unpause?jwt=eyJhbGciOi";
    const { id, failure } = of(
      hidden,
      log(429, "Retry-After: 1", problem("rateLimited", `\u001b[31m${detail}`)),
    );
    expect(id).toBe("paused");
    expect(failure.said).toBe(`[31m${detail.replace(/jwt=.*/, "jwt=…")}`);
    expect(of(output("x".repeat(5000))).failure.said?.length).toBeLessThan(500);
  });
});
