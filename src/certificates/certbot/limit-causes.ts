import type { About, Cause } from "./cause.ts";

/** What an authority does not give at all, or not now (letsencrypt.org/docs/rate-limits). */
export const limitCauses: readonly Cause[] = [
  {
    id: "paused",
    when: /temporarily prevented from requesting certificates/i,
    kind: "operator",
    message: ({ names }) => `The authority takes no more orders for ${names} after too many that failed`,
    next: () => "grep unpause /var/log/letsencrypt/letsencrypt.log, and open the link in a browser",
  },
  {
    id: "busy",
    when: /service busy|^(?:rateLimited )?try again later|\[503\]/i,
    kind: "outside",
    message: ({ when }) => `The authority is busy and asks to be tried again ${when ?? "later"}`,
    next: ({ when }) => `run it again ${when ?? "in an hour"}`,
    retry: "in-time",
  },
  {
    id: "rate-limit-failures",
    when: /too many failed authorizations/i,
    kind: "outside",
    message: (about) => `Too many attempts for ${about.names} failed; ${takesTheNext(about)}`,
    next: orStaging,
    retry: "in-time",
  },
  {
    id: "rate-limit-certificates",
    when: /too many certificates/i,
    kind: "outside",
    message: (about) =>
      /exact set of/i.test(about.detail)
        ? `Too many certificates were given out for just these names (${about.names}); ${takesTheNext(about)}`
        : `Too many certificates were given out for the domain of ${about.names}; ${takesTheNext(about)}`,
    next: orStaging,
    retry: "in-time",
  },
  {
    id: "rate-limit",
    when: /^rateLimited |too many (?:new )?(?:requests|registrations|orders|currently pending)|rate limit/i,
    kind: "outside",
    message: (about) => `The authority's rate limit is reached; ${takesTheNext(about)}`,
    next: orStaging,
    retry: "in-time",
  },
  {
    id: "refused-name",
    when: /^rejectedIdentifier |forbidden by policy|policy forbids|will not issue certificates for the identifier/i,
    kind: "operator",
    message: ({ names }) => `The authority gives no certificate for ${names}: its policy forbids it`,
    next: () => "take another name, or certificate.source: self-signed",
  },
  {
    id: "profile",
    when: /^invalidProfile |profile .*(?:not recognized|not supported|unknown|does not)/i,
    kind: "operator",
    message: ({ names }) => `The authority gives no certificates of the kind that ${names} needs`,
    next: () => "take a domain name, or certificate.source: self-signed",
  },
];

function takesTheNext({ when }: About): string {
  return when === undefined
    ? "it does not say when it takes the next order"
    : `it takes the next order ${when}`;
}

/** Staging has limits of its own, thirty times as high. */
function orStaging({ when }: About): string {
  return `run it again ${when ?? "in some hours"}, or try on with certificate.server: staging`;
}
