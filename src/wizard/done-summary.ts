import { directoryOf, isStaging } from "../certificates/certbot/acme-directory.ts";
import { verbs } from "../cli/verbs.ts";
import { endpointUrl } from "../core/endpoint-url.ts";
import { paths } from "../core/paths.ts";
import { isAddress } from "../core/validate/address.ts";
import type { Check } from "../verify/check.ts";
import type { WizardContext } from "./context.ts";
import { dayText } from "./day-text.ts";

/** What the operator takes home from a proven endpoint; the last screen and the scroll-back say the same. */
export interface DoneSummary {
  readonly headline: string;
  /** What clients connect to. */
  readonly endpoints: readonly string[];
  readonly seen: readonly { readonly state: Check["status"]; readonly text: string }[];
  /** What can be done next, each with its command. */
  readonly commands: readonly Labelled[];
  /** How to try it, and how to do the same again. */
  readonly links: readonly Labelled[];
  readonly note: string;
}

export type Labelled = readonly [label: string, text: string];

/** One row also beside the rail: the file is this box's, and so are the names in it. */
const nextBox = `copy ${paths.answers}, change names, apply -a FILE`;

/** Only what was seen and what is built is told. Pure. */
export function doneSummary(context: WizardContext): DoneSummary {
  const endpoints = context.preview?.endpoints ?? [];
  return {
    headline: headline(context),
    endpoints,
    seen: [...proven(context.checks), ...certificate(context), ...worries(context.checks)],
    commands: context.mode === "demo" ? [] : commands(),
    links: [
      ...trial(context, endpoints[0]),
      ...peerAddresses(context),
      ...(context.mode === "demo"
        ? ([["Again", "wss-setup demo --yes"]] as const)
        : ([["Next box", nextBox]] as const)),
    ],
    note: noteOf(context),
  };
}

function headline(context: WizardContext): string {
  if (isWaiting(context)) return "Your endpoint is ready; the server behind it does not answer yet.";
  return context.job === "rotate" ? "The new certificate is in place and proven:" : "Your endpoint works:";
}

/** The set-up is right and kept, but no WebSocket opened: its backend is down. */
function isWaiting({ checks, decision }: WizardContext): boolean {
  const answers = checks.some(({ id, status }) => id.startsWith("websocket") && status === "ok");
  return decision === "keep" || (checks.length > 0 && !answers);
}

function noteOf(context: WizardContext): string {
  if (context.mode === "demo") return "The demo ends when you leave. Nothing outside its folder was touched.";
  return isWaiting(context)
    ? "Once your server answers, wss-setup status proves the rest."
    : "Proven from this box. If the link fails, a firewall outside it is shut.";
}

/** Over which addresses it was reached, and who answered. */
function proven(checks: readonly Check[]): DoneSummary["seen"] {
  const good = checks.filter(({ id, status }) => id.startsWith("websocket:") && status === "ok");
  const backend = checks.find(({ id, status }) => id === "backend" && status === "ok");
  const families = [
    ...new Set(good.map(({ id }) => (id.slice("websocket:".length).includes(":") ? "IPv6" : "IPv4"))),
  ];
  return [
    ...good
      .slice(0, 1)
      .map(({ seen }) => ({ state: "ok" as const, text: `proven over ${families.join(" and ")}: ${seen}` })),
    ...(backend === undefined ? [] : [{ state: "ok" as const, text: backend.seen }]),
  ];
}

/** What clients are shown from now on, and for how long. */
function certificate({ preview, servedUntil }: WizardContext): DoneSummary["seen"] {
  const step = preview?.plan.steps.find(
    ({ kind, action }) => kind === "IssueCertificate" && action !== "no-op",
  );
  const answers = preview?.plan.answers.certificate;
  if (answers === undefined || (servedUntil === undefined && step === undefined)) return [];
  const days = step?.kind === "IssueCertificate" ? step.days : undefined;
  const to = servedUntil === undefined ? "" : ` to ${dayText(servedUntil)}`;
  const lasts = to === "" ? `, good for ${days} days` : `,${to}`;
  switch (answers.source) {
    case "self-signed":
      return [{ state: "ok", text: `certificate made here${lasts}` }];
    case "own-ca":
      return [{ state: "ok", text: `certificate of your own CA${lasts}` }];
    case "files":
      return [{ state: "ok", text: `your own certificate${to}; replace the files, then wss-setup rotate` }];
    case "certbot":
      return isStaging(directoryOf(answers.server))
        ? [{ state: "warning", text: `certificate of the staging server${to}: browsers do not trust it` }]
        : [{ state: "ok", text: `certificate${to}, renews itself` }];
  }
}

/** One line a cause: two addresses with the same trouble are told of once. */
function worries(checks: readonly Check[]): DoneSummary["seen"] {
  const bad = checks.filter(({ status }) => status !== "ok");
  const reason = ({ cause, seen }: Check) => cause ?? seen;
  return bad
    .filter((check, place) => bad.findIndex((other) => reason(other) === reason(check)) === place)
    .map(({ title, seen, cause, status }) => ({ state: status, text: `${title}: ${cause ?? seen}` }));
}

function commands(): readonly Labelled[] {
  const built = new Set(verbs.map(({ name }) => name));
  const known: readonly (readonly [label: string, verb: string, otherwise?: string])[] = [
    ["New certificate", "rotate", "wss-setup, then Rotate"],
    ["How is it", "status"],
    ["Take it all back", "remove"],
    ["Watch it live", "watch"],
    ["Find a fault", "doctor"],
  ];
  return known.flatMap(([label, verb, otherwise]): readonly Labelled[] => {
    if (built.has(verb)) return [[label, `wss-setup ${verb}`]];
    return otherwise === undefined ? [] : [[label, otherwise]];
  });
}

/** Clients do not know a certificate that was made here: they have to be told. The apps page speaks to Substrate only. */
function trial(context: WizardContext, endpoint: string | undefined): readonly Labelled[] {
  if (endpoint === undefined) return [];
  const page = endpoint.replace(/^wss:/, "https:");
  const first = introduction(context, page);
  const apps = `https://polkadot.js.org/apps/?rpc=${encodeURIComponent(endpoint)}`;
  if (backendOf(context)?.facts?.kind !== "substrate") return first;
  return [...first, [first.length === 0 ? "Try it" : "Then", apps]];
}

/** How clients come to trust the certificate. */
function introduction({ preview, draft, mode }: WizardContext, page: string): readonly Labelled[] {
  const { certificate: { source } = draft, landingPage = "auto" } = preview?.plan.answers ?? {};
  if (source === "self-signed") return [["Try it", `open ${page} once and accept the certificate.`]];
  if (source !== "own-ca") return [];
  return [
    ...(mode === "demo" ? [] : ([["Devices", "install the root on your devices: wss-setup trust"]] as const)),
    ...(landingPage === false ? [] : ([["Root", `other devices fetch it from ${page}/`]] as const)),
  ];
}

function backendOf({ backends, draft }: WizardContext) {
  return backends.find(({ url }) => url === draft.backend);
}

/** How other nodes reach a libp2p listener: multiaddr, with the peer's identity at its end. */
function peerAddresses(context: WizardContext): readonly Labelled[] {
  const backend = backendOf(context);
  if (backend?.facts?.kind !== "libp2p") return [];
  // The listener itself may not tell who it is; the node's RPC port does, and is the same process.
  const twin = context.backends.find(({ pid, facts }) => pid === backend.pid && facts?.peerId !== undefined);
  const peer = backend.facts.peerId ?? (backend.pid === undefined ? undefined : twin?.facts?.peerId);
  const names = context.preview?.plan.answers.names ?? [];
  const endpoints = context.preview?.endpoints ?? [];
  return [
    ...names.map((name, place): Labelled => {
      const port = endpoints[place]?.slice(endpointUrl(name).length).replace(":", "") || "443";
      return ["Peers use", `/${familyOf(name)}/${name}/tcp/${port}/wss/p2p/${peer ?? "PEER-ID"}`];
    }),
    ...(peer === undefined
      ? ([["PEER-ID", 'your node\'s log says it: "Local node identity is"']] as const)
      : []),
  ];
}

function familyOf(name: string): "dns" | "ip4" | "ip6" {
  if (!isAddress(name)) return "dns";
  return name.includes(":") ? "ip6" : "ip4";
}
