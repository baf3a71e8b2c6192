import type { DhParamAnswer, TlsProfile } from "../../../core/answers.ts";
import { connectionsRange, rateRange, wholeNumber } from "../../../core/validate/whole-number.ts";
import type { Draft } from "../../draft.ts";
import { limitsProblem } from "../../draft-problem.ts";
import { choose, type Option } from "../choose.ts";
import { sayStep } from "../step-line.ts";
import { typeText } from "../type-text.ts";
import type { Visit } from "../visit.ts";

type Field = keyof Pick<
  Draft,
  | "connectionsPerIp"
  | "handshakesPerSecond"
  | "origins"
  | "redirectHttp"
  | "idleTimeout"
  | "profile"
  | "dhparam"
>;

/** How the endpoint is protected: all as shown, or one value after the other. */
export async function limits(visit: Visit): Promise<void> {
  sayStep(visit, "limits");
  visit.say("One office or home counts as one address: raise the first number if many share one.");
  for (;;) {
    visit.say("How shall the endpoint be protected?");
    const field = await choose<Field | "all">(visit, {
      options: [{ value: "all", title: "Take all as shown" }, ...optionsOf(visit.context.draft)],
      chosen: "all",
    });
    if (field === "all") visit.send({ type: "NEXT" });
    else {
      const patch = await ask[field](visit, visit.context.draft);
      if (patch !== undefined) visit.send({ type: "SET", patch });
    }
  }
}

function optionsOf(draft: Draft): readonly Option<Field>[] {
  const {
    connectionsPerIp,
    handshakesPerSecond,
    burst,
    origins,
    redirectHttp,
    idleTimeout,
    profile,
    dhparam,
  } = draft;
  return [
    {
      value: "connectionsPerIp",
      title: "Open connections per address",
      tag: String(connectionsPerIp || "off"),
      text: connectionsPerIp === false ? "one client can take all" : "the next one is refused",
    },
    {
      value: "handshakesPerSecond",
      title: "New connections per second",
      tag: String(handshakesPerSecond || "off"),
      text:
        handshakesPerSecond === false
          ? "one client can keep the box busy"
          : `per address; ${burst} at once get through`,
    },
    {
      value: "origins",
      title: "Web pages that may connect",
      tag: origins,
      text: origins === "any" ? "any page in a browser can use it" : "and programs, which say no origin",
    },
    {
      value: "redirectHttp",
      title: "Visitors on http://",
      tag: redirectHttp ? "https" : "left alone",
      text: redirectHttp ? "are sent on to https" : "find port 80 shut",
    },
    { value: "idleTimeout", title: "Silent connections", tag: idleTimeout, text: "are closed after that" },
    { value: "profile", title: "TLS", tag: profiles[profile].title, text: profiles[profile].text },
    { value: "dhparam", title: "Key exchange file", tag: dhparam, text: dhparams[dhparam] },
  ];
}

const profiles: Readonly<Record<TlsProfile, { readonly title: string; readonly text: string }>> = {
  intermediate: { title: "normal", text: "1.2 and 1.3; browsers since 2014" },
  modern: { title: "modern", text: "1.3 only; browsers since 2019" },
  compatible: { title: "compatible", text: "1.2 and 1.3, older ciphers too" },
};

const dhparams: Readonly<Record<DhParamAnswer, string>> = {
  ffdhe2048: "a standard group, no wait",
  ffdhe3072: "a standard group, no wait",
  ffdhe4096: "a standard group, no wait",
  generate: "one of your own; takes 15 to 60 s in Apply",
  none: "no file is written",
};

type Ask = (visit: Visit, draft: Draft) => Promise<Partial<Draft> | undefined>;

/** How each value is asked for. */
const ask: Readonly<Record<Field, Ask>> = {
  connectionsPerIp: (visit, draft) => askNumber(visit, draft, "connectionsPerIp"),
  handshakesPerSecond: (visit, draft) => askNumber(visit, draft, "handshakesPerSecond"),
  origins: (visit, draft) =>
    askText(visit, draft, "origins", "Any, or origins such as https://app.example.com"),
  idleTimeout: (visit, draft) => askText(visit, draft, "idleTimeout", "A time such as 90s, 15m, 2h or 1d"),
  redirectHttp: async (visit, { redirectHttp }) => ({
    redirectHttp: await choose<boolean>(visit, {
      options: [
        { value: true, title: "Send them on to https" },
        { value: false, title: "Leave them alone" },
      ],
      chosen: redirectHttp,
    }),
  }),
  profile: async (visit, { profile }) => ({
    profile: await choose<TlsProfile>(visit, {
      options: entries(profiles).map(([value, words]) => ({ value, ...words })),
      chosen: profile,
    }),
  }),
  dhparam: async (visit, { dhparam }) => ({
    dhparam: await choose<DhParamAnswer>(visit, {
      options: entries(dhparams).map(([value, text]) => ({ value, title: value, text })),
      chosen: dhparam,
    }),
  }),
};

async function askNumber(
  visit: Visit,
  draft: Draft,
  field: "connectionsPerIp" | "handshakesPerSecond",
): Promise<Partial<Draft> | undefined> {
  const range = field === "connectionsPerIp" ? connectionsRange : rateRange;
  const validate = wholeNumber({ ...range, zero: "0 would refuse everyone; use off." });
  const text = await typeText(visit, {
    label: "A number, or off",
    chosen: String(draft[field] || "off"),
    problem: (typed) => {
      const verdict = validate(typed);
      return isOff(typed) || verdict.ok ? undefined : verdict.message;
    },
    within: true,
  });
  return text === undefined ? undefined : { [field]: isOff(text) ? false : Number(text) };
}

async function askText(
  visit: Visit,
  draft: Draft,
  field: "origins" | "idleTimeout",
  label: string,
): Promise<Partial<Draft> | undefined> {
  const text = await typeText(visit, {
    label,
    chosen: draft[field],
    problem: (typed) => limitsProblem({ ...draft, [field]: normal(typed) }),
    within: true,
  });
  return text === undefined ? undefined : { [field]: normal(text) };
}

function normal(text: string): string {
  return text.toLowerCase() === "any" ? "any" : text;
}

function isOff(text: string): boolean {
  return text.toLowerCase() === "off";
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): readonly (readonly [K, V])[] {
  return Object.entries(record) as [K, V][];
}
