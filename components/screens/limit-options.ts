import type { DhParamAnswer, TlsProfile } from "../../src/core/answers.ts";
import type { Draft } from "../../src/wizard/draft.ts";
import { splitList } from "../../src/wizard/draft.ts";
import type { Option } from "../widgets/option-rows/option-rows-state.ts";

/** The rows of the limits screen, with what each value means. */
export function limitOptions(draft: Draft): readonly Option[] {
  return [
    connections(draft),
    handshakes(draft),
    origins(draft),
    {
      kind: "word",
      id: "redirectHttp",
      title: "Visitors on http://",
      value: draft.redirectHttp ? "https" : "nothing",
      values: ["https", "nothing"],
      shown: draft.redirectHttp ? "https" : "nothing",
      note: draft.redirectHttp ? "are sent on to https" : "find port 80 shut",
      why: "Whoever types the name into a browser comes by http:// first.",
    },
    idle(draft),
    {
      kind: "word",
      id: "profile",
      title: "TLS",
      value: draft.profile,
      values: ["compatible", "intermediate", "modern"],
      ...profiles[draft.profile],
      why: "Older clients, such as devices that get no updates, may need “compatible”.",
    },
    {
      kind: "word",
      id: "dhparam",
      title: "Key exchange file",
      value: draft.dhparam,
      values: ["none", "ffdhe2048", "ffdhe3072", "ffdhe4096", "generate"],
      ...groups[draft.dhparam],
      why: "Only the compatible profile uses it. One of your own is no safer than the standard groups.",
    },
  ];
}

/** What a changed row means for the draft. */
export function limitPatch(id: string, value: number | string | false): Partial<Draft> {
  if (id === "redirectHttp") return { redirectHttp: value === "https" };
  if (id === "origins") return { origins: value === "any" ? "any" : "" };
  return { [id]: value };
}

function connections({ connectionsPerIp: value }: Draft): Option {
  return {
    kind: "number",
    id: "connectionsPerIp",
    title: "Open connections per address",
    value,
    steps: [10, 25, 50, 100, 500],
    note: value === false ? "one client can take all" : `the ${ordinal(value + 1)} is refused`,
    why: `One office or home counts as one address: raise the ${value || "limit"} if many share one.`,
  };
}

function handshakes({ handshakesPerSecond: value, burst }: Draft): Option {
  return {
    kind: "number",
    id: "handshakesPerSecond",
    title: "New connections per second",
    value,
    steps: [1, 5, 10, 25, 100],
    note: value === false ? "one client can keep the box busy" : `per address; ${burst} at once pass`,
    why: "Clients that connect again and again are slowed down before they cost the node anything.",
  };
}

function origins({ origins: text }: Draft): Option {
  const any = text === "any";
  const count = splitList(text).length;
  return {
    kind: "word",
    id: "origins",
    title: "Web pages that may connect",
    value: any ? "any" : "some",
    values: ["any", "some"],
    shown: any ? "any" : count === 0 ? "some" : `${count} ${count === 1 ? "page" : "pages"}`,
    note: any ? "any page may use it" : "the origins below, and programs",
    why: "Browsers say which page connects; programs say nothing and always pass. Right names the pages.",
  };
}

const idleWords: Readonly<Record<string, string>> = {
  "10m": "10 minutes",
  "1h": "1 hour",
  "6h": "6 hours",
  "1d": "1 day",
  "7d": "7 days",
};

function idle({ idleTimeout: value }: Draft): Option {
  const steps = Object.keys(idleWords);
  return {
    kind: "word",
    id: "idleTimeout",
    title: "Silent connections",
    value,
    values: steps.includes(value) ? steps : [value, ...steps],
    shown: idleWords[value] ?? value,
    note: "are closed after that",
    why: "Clients that only listen are silent for long: a short time cuts them off.",
  };
}

const profiles: Readonly<Record<TlsProfile, { readonly shown: string; readonly note: string }>> = {
  compatible: { shown: "compatible", note: "1.2 and 1.3, older ciphers too" },
  intermediate: { shown: "normal", note: "1.2 and 1.3; all since 2014" },
  modern: { shown: "modern", note: "1.3 only; browsers since 2019" },
};

const standard = "a standard group, no wait";
const groups: Readonly<Record<DhParamAnswer, { readonly shown: string; readonly note: string }>> = {
  none: { shown: "none", note: "no file is written" },
  ffdhe2048: { shown: "ffdhe2048", note: standard },
  ffdhe3072: { shown: "ffdhe3072", note: standard },
  ffdhe4096: { shown: "ffdhe4096", note: standard },
  generate: { shown: "my own", note: "takes 15-60 s in Apply" },
};

/** 51 as `51st`. */
function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${ending}`;
}
