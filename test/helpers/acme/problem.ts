/** A problem document (RFC 7807) of an ACME server (RFC 8555, 6.7). */
export type Problem = {
  readonly status: number;
  /** Without `urn:ietf:params:acme:error:`. */
  readonly type: string;
  readonly detail: string;
  /** The Retry-After header: seconds. */
  readonly retryAfter?: number;
};

/** As it is sent, alone or as the error of a challenge. */
export function problemDocument({ status, type, detail }: Problem) {
  return { type: `urn:ietf:params:acme:error:${type}`, detail, status };
}

const limits = "https://letsencrypt.org/docs/rate-limits";

/**
 * In the words of Let's Encrypt's server (boulder), where pebble has others or never complains. `name` is
 * the domain, `ip` its address.
 */
export const problems = {
  tooManyCertificates: (): Problem => ({
    status: 429,
    type: "rateLimited",
    detail: `too many certificates (5) already issued for this exact set of domains in the last 168h0m0s, retry after 2026-12-01 10:00:00 UTC: see ${limits}/#new-certificates-per-exact-set-of-hostnames`,
    retryAfter: 86_400,
  }),
  tooManyFailures: (name: string): Problem => ({
    status: 429,
    type: "rateLimited",
    detail: `too many failed authorizations (5) for "${name}" in the last 1h0m0s, retry after 2026-12-01 10:00:00 UTC: see ${limits}/#authorization-failures-per-hostname-per-account`,
    retryAfter: 720,
  }),
  busy: (): Problem => ({
    status: 503,
    type: "rateLimited",
    detail: "Service busy; retry later.",
    retryAfter: 60,
  }),
  noSuchName: (name: string): Problem => ({
    status: 400,
    type: "dns",
    detail: ["A", "AAAA"]
      .map(
        (type) =>
          `DNS problem: NXDOMAIN looking up ${type} for ${name} - check that a DNS record exists for this domain`,
      )
      .join("; "),
  }),
  servfail: (name: string): Problem => ({
    status: 400,
    type: "dns",
    detail: ["A", "AAAA"]
      .map(
        (type) =>
          `DNS problem: SERVFAIL looking up ${type} for ${name} - the domain's nameservers may be malfunctioning`,
      )
      .join("; "),
  }),
  refused: (name: string, ip: string): Problem => ({
    status: 400,
    type: "connection",
    detail: `${ip}: Fetching http://${name}/.well-known/acme-challenge/token: Connection refused`,
  }),
  timeout: (name: string, ip: string): Problem => ({
    status: 400,
    type: "connection",
    detail: `${ip}: Fetching http://${name}/.well-known/acme-challenge/token: Timeout during connect (likely firewall problem)`,
  }),
  notFound: (name: string, ip: string): Problem => ({
    status: 403,
    type: "unauthorized",
    detail: `${ip}: Invalid response from http://${name}/.well-known/acme-challenge/token: 404`,
  }),
  otherAuthorization: (): Problem => ({
    status: 403,
    type: "unauthorized",
    detail:
      'The key authorization file from the server did not match this challenge. Expected "token.thumbprint" (got "something else")',
  }),
  caaForbids: (name: string): Problem => ({
    status: 403,
    type: "caa",
    detail: `CAA record for ${name} prevents issuance`,
  }),
  secondaryTimeout: (name: string, ip: string): Problem => ({
    status: 400,
    type: "connection",
    detail: `During secondary validation: ${ip}: Fetching http://${name}/.well-known/acme-challenge/token: Timeout during connect (likely firewall problem)`,
  }),
  refusedByPolicy: (name: string): Problem => ({
    status: 400,
    type: "rejectedIdentifier",
    detail: `Invalid identifiers requested :: Cannot issue for "${name}": The ACME server refuses to issue a certificate for this domain name, because it is forbidden by policy`,
  }),
  forbiddenContact: (): Problem => ({
    status: 400,
    type: "invalidContact",
    detail: 'Unable to update account :: invalid contact: contact email has forbidden domain "example.com"',
  }),
  badNonce: (): Problem => ({
    status: 400,
    type: "badNonce",
    detail: "Unable to validate JWS :: JWS has an invalid anti-replay nonce",
  }),
} as const;
