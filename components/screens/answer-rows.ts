import { certificateAnswer } from "../../src/wizard/certificate-answer.ts";
import { recommendedSource } from "../../src/wizard/certificate-choices.ts";
import type { WalkStep, WizardContext } from "../../src/wizard/context.ts";
import { type Draft, splitList } from "../../src/wizard/draft.ts";

/** One answer, with where it comes from. */
export interface AnswerRow {
  readonly step: Exclude<WalkStep, "check" | "review">;
  /** The number of its question. */
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly source: string;
}

/** The answers as the review lists them, in the order of the questions. */
export function answerRows(context: WizardContext): readonly AnswerRow[] {
  const { draft, proxies } = context;
  const rows: readonly (readonly [AnswerRow["step"], string, string, readonly (keyof Draft)[]])[] = [
    ["backend", "Backend", draft.backend, ["backend"]],
    ["names", "Names", splitList(draft.names).join(", "), ["names"]],
    ["proxy", "Proxy", titleOf(proxies, draft.proxy), ["proxy"]],
    ["certificate", "Cert", certificateAnswer(context), certificateKeys],
    ["limits", "Limits", limits(draft), limitKeys],
    ["firewall", "Firewall", draft.firewall === "none" ? "left alone" : "opened", ["firewall"]],
  ];
  return rows.map(([step, title, text, keys], place) => ({
    step,
    number: place + 2,
    title,
    text,
    source: sourceOf(step, keys, context),
  }));
}

const certificateKeys = [
  ...["source", "email", "agreeTerms", "acmeServer", "caKey", "certificateFile", "keyFile"],
] as readonly (keyof Draft)[];

const limitKeys = [
  ...["connectionsPerIp", "handshakesPerSecond", "burst", "origins", "redirectHttp", "idleTimeout"],
  ...["profile", "dhparam"],
] as readonly (keyof Draft)[];

function titleOf(choices: WizardContext["proxies"], id: string): string {
  return choices.find((choice) => choice.id === id)?.title ?? id;
}

function limits({ connectionsPerIp, handshakesPerSecond, origins, redirectHttp, profile }: Draft): string {
  return [
    connectionsPerIp === false ? "any number open" : `${connectionsPerIp} open`,
    handshakesPerSecond === false ? "any number new" : `${handshakesPerSecond}/s new`,
    origins === "any" ? "any page" : `pages of ${splitList(origins).join(", ")}`,
    redirectHttp ? "http to https" : "no redirect",
    ...(profile === "intermediate" ? [] : [`TLS ${profile}`]),
  ].join(", ");
}

function sourceOf(step: AnswerRow["step"], keys: readonly (keyof Draft)[], context: WizardContext): string {
  const { touched, given, configured, backends, draft, searched, mode } = context;
  if (keys.some((key) => touched[key] === true && !given.includes(key))) {
    return step === "names" || (step === "backend" && !isFound()) ? "you typed it" : "you chose it";
  }
  if (configured) return "as set up";
  if (keys.some((key) => given.includes(key))) return mode === "demo" ? "the demo's" : "given";
  if (step === "backend") return isFound() ? "found" : "default";
  if (step === "names") return searched ? "found" : "default";
  if (step === "certificate") return draft.source === recommendedSource(context) ? "recommended" : "default";
  return step === "proxy" ? "recommended" : "default";

  function isFound() {
    return backends.some(({ url, process }) => url === draft.backend && process !== undefined);
  }
}
