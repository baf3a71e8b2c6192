import { describe, expect, it } from "vitest";
import { createActor, type SnapshotFrom } from "xstate";
import { getShortestPaths } from "xstate/graph";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import type { Facts } from "../../src/core/facts.ts";
import type { IssueCertificate } from "../../src/core/step.ts";
import { sourceChoices } from "../../src/wizard/choices.ts";
import type {
  FailureView,
  FirewallPreview,
  PreflightRow,
  Preview,
  WizardInput,
} from "../../src/wizard/context.ts";
import { type Draft, emptyDraft, rawAnswers } from "../../src/wizard/draft.ts";
import type { WizardEvent } from "../../src/wizard/events.ts";
import { wizardMachine } from "../../src/wizard/machine.ts";
import { ownRoot } from "../../src/wizard/own-root.ts";
import { emptyBox, someAnswers } from "../helpers/facts.ts";

const draft = { ...emptyDraft, names: "node.example.com" };
const input: WizardInput = { mode: "set-up", draft, configured: false };
const failure: FailureView = { kind: "outside", message: "no mirror", exitCode: 1 };
const preview: Preview = {
  plan: { format: 1, answers: someAnswers, steps: [], problems: [], warnings: [], drift: [], left: [] },
  sentence: "1 change",
  changes: [],
  endpoints: ["wss://node.example.com"],
  answersText: "",
};
const pair = { certificateFile: "/a.pem", keyFile: "/a.key" };
/** Typed somewhere on the way, and to be found nowhere. */
const secret = "correct horse battery staple";
const closedFirewall: FirewallPreview = { title: "iptables", rules: ["+ 443"], commands: [], notes: [] };
const rights: PreflightRow = {
  id: "rights",
  title: "Rights",
  state: "failed",
  text: "not root",
  stops: "not-root",
};

/** Everything that the operator or the runner can send, one of each kind. */
const events: readonly WizardEvent[] = [
  { type: "NEXT" },
  { type: "BACK" },
  { type: "REVIEW" },
  { type: "GO", to: "limits" },
  { type: "RESUME" },
  { type: "DIFF", index: 0 },
  { type: "DECIDE", decision: { path: "/a.conf", sha256: "ab", how: "take" } },
  { type: "APPLY" },
  { type: "RETRY" },
  { type: "TAKE_BACK" },
  { type: "KEEP" },
  ...(["status", "rotate", "change", "continue", "dry-run", "undo", "remove"] as const).map(
    (choice) => ({ type: "MENU", choice }) as const,
  ),
  { type: "HELP" },
  { type: "LOG" },
  { type: "CLOSE" },
  { type: "QUIT" },
  { type: "LEAVE" },
  { type: "FORGET" },
  { type: "STOP" },
  { type: "PREFLIGHT", rows: [rights] },
  { type: "FACTS", facts: emptyBox, proxies: [], sources: [] },
  { type: "FIREWALL", firewall: closedFirewall },
  { type: "FIREWALL", firewall: { ...closedFirewall, rules: [] } },
  { type: "PLANNED", preview },
  { type: "NO_PLAN", problem: failure },
  { type: "STEP", kind: "Verify" },
  { type: "STUCK", failure: { ...failure, backendDown: true } },
  { type: "DONE" },
  { type: "BOX_CHANGED", preview },
  { type: "ENDED", failure, left: [] },
];

/** What the question of the certificate brings along, and the way to it and from it. */
const certificateEvents: Readonly<Record<Draft["source"], readonly WizardEvent[]>> = {
  "self-signed": [],
  certbot: [{ type: "SET", patch: { agreeTerms: true } }],
  "own-ca": [
    { type: "SET", patch: { caKey: "offline" } },
    { type: "NEW_PASSPHRASE", passphrase: secret },
    { type: "CHECK_PASSPHRASE", passphrase: secret },
    { type: "PASSPHRASE", ok: true },
    { type: "PASSPHRASE", ok: false },
  ],
  files: [
    { type: "SET", patch: pair },
    { type: "OWN_FILES", ...pair, findings: [{ state: "failed", text: "no match" }] },
  ],
};
const steps = (["NEXT", "BACK", "REVIEW", "APPLY", "DONE", "HELP", "CLOSE"] as const).map((type) => ({
  type,
}));

type Snapshot = SnapshotFrom<typeof wizardMachine>;

function walk(snapshot: Snapshot): string {
  return snapshot.value.walk;
}

/** What decides where a path can go on from here. */
function stateOf({ value, context }: Snapshot): string {
  const { mode, job, fromReview, firewall, preflight, preview: plan, problem, failure: failed } = context;
  const { draft: answers, passphrase, beforeApply, secrets, ownFiles } = context;
  return JSON.stringify([
    value,
    mode,
    job,
    fromReview,
    firewall?.rules.length,
    preflight.length,
    plan !== undefined,
    problem !== undefined,
    failed?.backendDown,
    [answers.source, answers.agreeTerms, answers.caKey, answers.keyFile],
    [passphrase, beforeApply, secrets !== undefined, ownFiles?.findings.length],
  ]);
}

function paths(start: WizardInput, sent: readonly WizardEvent[] = events) {
  return getShortestPaths(wizardMachine, {
    events: [...sent],
    serializeState: stateOf,
    // Facts and previews are long; which event it was is told by its place.
    serializeEvent: (event) => `${event.type} ${sent.indexOf(event as WizardEvent)}`,
    input: start,
    limit: 1_000_000,
  });
}

const starts: readonly (readonly [WizardInput, readonly WizardEvent[]])[] = [
  [input, events],
  [{ ...input, mode: "dry-run" }, events],
  [{ ...input, configured: true }, events],
];

/** Under this name the box has a root of its own, locked. */
const rooted = "rooted.example.com";

/** Each source marked at the start; the own CA without a root, with one, and in a rotation. */
const certificateStarts = (
  [
    ["certbot", "node.example.com", false],
    ["files", "node.example.com", false],
    ["own-ca", "node.example.com", false],
    ["own-ca", rooted, false],
    ["own-ca", rooted, true],
  ] as const
).map(([source, names, configured]): readonly [WizardInput, readonly WizardEvent[]] => [
  { ...input, draft: { ...draft, source, names }, configured },
  [
    ...steps,
    ...certificateEvents[source],
    ...(configured ? [{ type: "MENU", choice: "rotate" } as const] : []),
    { type: "GO", to: "certificate" },
    { type: "FACTS", facts: factsOf(names), proxies: [], sources: sourceChoices([{ id: source }]) },
    { type: "PLANNED", preview: planFor(source, names) },
  ],
]);

function factsOf(name: string): Facts {
  const root = { fingerprint: "ab", names: [rooted], notAfter: "2036-01-01T00:00:00.000Z" };
  const locked = { root: { ...root, protected: true, keyPresent: true } };
  return { ...emptyBox, ...(name === rooted ? { sources: { "own-ca": locked } } : {}) };
}

/** A plan that signs. */
function planFor(source: Draft["source"], name: string): Preview {
  const answers = parseAnswers(rawAnswers({ ...draft, ...pair, source, names: name, agreeTerms: true }));
  const issue: Partial<IssueCertificate> = { kind: "IssueCertificate", action: "create", source };
  const root = ownRoot(factsOf(name));
  return {
    ...preview,
    plan: { ...preview.plan, answers, steps: [issue as IssueCertificate] },
    ...(root === undefined ? {} : { root }),
  };
}

/** All that a person sends to get through a run of screens. */
function arriveAt(start: WizardInput, ...sent: readonly WizardEvent[]) {
  const actor = createActor(wizardMachine, { input: start }).start();
  for (const event of sent) actor.send(event);
  return actor.getSnapshot();
}

describe("the wizard machine", () => {
  it("reaches every screen of every mode, and every path of it can be walked again", {
    timeout: 120_000,
  }, () => {
    const reached = new Set<string>();
    let walked = 0;
    for (const [start, sent] of [...starts, ...certificateStarts]) {
      const ways = paths(start, sent).map(({ state, steps: path }) => ({
        state,
        events: path.map(({ event }) => event).filter(({ type }) => !type.startsWith("xstate.")),
      }));
      const expected = new Map(ways.map(({ state, events: way }) => [JSON.stringify(way), stateOf(state)]));
      const begun = new Set(ways.map(({ events: way }) => JSON.stringify(way.slice(0, -1))));
      // Whatever is on the way to somewhere else is walked with that.
      for (const { events: way } of ways.filter((each) => !begun.has(JSON.stringify(each.events)))) {
        const actor = createActor(wizardMachine, { input: start }).start();
        for (const [index, event] of way.entries()) {
          actor.send(event);
          expect(stateOf(actor.getSnapshot())).toBe(expected.get(JSON.stringify(way.slice(0, index + 1))));
          walked += 1;
        }
      }
      for (const { state } of ways) {
        reached.add(walk(state));
        reached.add(state.value.overlay);
      }
    }
    const states = ["walk", "overlay"].flatMap((region) =>
      Object.keys(wizardMachine.states[region]?.states ?? {}),
    );
    // Two states are no screens: they lead on at once.
    expect([...reached].sort()).toEqual(states.filter((state) => !["start", "goTo"].includes(state)).sort());
    expect(walked).toBeGreaterThan(100);
  });

  it("asks an authority only after the operator's own yes, and keeps a passphrase nowhere but for the run", () => {
    const reached = new Set<string>();
    for (const [start, sent] of certificateStarts) {
      for (const { state } of paths(start, sent)) {
        const { context } = state;
        reached.add(`${walk(state)} ${context.draft.source}`);
        if (["review", "apply", "done"].includes(walk(state)) && context.draft.source === "certbot")
          expect(context.draft.agreeTerms).toBe(true);
        if (walk(state) === "apply" && start.draft.names === rooted)
          expect(context.passphrase.state).toBe("right");
        if (["left", "done", "menu"].includes(walk(state))) expect(context.secrets).toBeUndefined();
        expect(JSON.stringify({ ...context, secrets: undefined })).not.toContain(secret);
      }
    }
    expect([...reached]).toEqual(
      expect.arrayContaining([
        "apply certbot",
        "apply self-signed",
        "apply own-ca",
        "apply files",
        "menu own-ca",
      ]),
    );
  });

  it("never leads from a dry run to a change of the box", () => {
    for (const configured of [false, true]) {
      for (const path of paths({ ...input, mode: "dry-run", configured })) {
        expect(["apply", "verify", "takingBack"]).not.toContain(walk(path.state));
      }
    }
  });

  it("walks to the review by Enter alone, past the firewall where it is open", () => {
    const enters = Array.from({ length: 6 }, () => ({ type: "NEXT" }) as const);
    const open = { type: "FIREWALL", firewall: { ...closedFirewall, rules: [] } } as const;
    expect(walk(arriveAt(input, open, ...enters))).toBe("review");
    expect(walk(arriveAt(input, { type: "FIREWALL", firewall: closedFirewall }, ...enters))).toBe("firewall");
  });

  it("keeps what was typed when Esc goes back, and comes forward to it again", () => {
    const typed = { type: "SET", patch: { names: "rpc.example.com" } } as const;
    const back = arriveAt(
      input,
      { type: "NEXT" },
      { type: "NEXT" },
      typed,
      { type: "BACK" },
      { type: "NEXT" },
    );
    expect(walk(back)).toBe("names");
    expect(back.context.draft.names).toBe("rpc.example.com");
  });

  it("stays on a question whose answer cannot be used", () => {
    const bad = { type: "SET", patch: { names: "no_such.name" } } as const;
    const snapshot = arriveAt(input, { type: "NEXT" }, { type: "NEXT" }, bad, { type: "NEXT" });
    expect(walk(snapshot)).toBe("names");
  });

  it("asks before a name that only looks like another is taken", () => {
    const name = "pоlkadot.example.com";
    const typed = [{ type: "NEXT" }, { type: "NEXT" }, { type: "SET", patch: { names: name } }] as const;
    expect(walk(arriveAt(input, ...typed, { type: "NEXT" }))).toBe("names");
    expect(walk(arriveAt(input, ...typed, { type: "CONFIRM", name }, { type: "NEXT" }))).toBe("proxy");
  });

  it("opens one question from the review and comes back to it", () => {
    const go = [{ type: "REVIEW" }, { type: "GO", to: "limits" }] as const;
    expect(walk(arriveAt(input, ...go))).toBe("limits");
    expect(walk(arriveAt(input, ...go, { type: "BACK" }))).toBe("review");
    expect(walk(arriveAt(input, ...go, { type: "NEXT" }))).toBe("review");
  });

  it("forgets a plan once an answer changes", () => {
    const planned = [{ type: "REVIEW" }, { type: "PLANNED", preview }] as const;
    const snapshot = arriveAt(
      input,
      ...planned,
      { type: "SET", patch: { redirectHttp: false } },
      { type: "APPLY" },
    );
    expect(walk(snapshot)).toBe("review");
    expect(walk(arriveAt(input, ...planned, { type: "APPLY" }))).toBe("apply");
  });

  it("takes a suggestion for what nobody touched, and leaves what somebody did", () => {
    const suggest = {
      type: "SUGGEST",
      patch: { names: "found.example.com", backend: "ws://127.0.0.1:8546" },
    } as const;
    const { draft: result } = arriveAt(
      input,
      { type: "SET", patch: { names: "mine.example.com" } },
      suggest,
    ).context;
    expect(result).toMatchObject({ names: "mine.example.com", backend: "ws://127.0.0.1:8546" });
  });

  it("lets Keep it count only where the backend itself is down", () => {
    const applying = [{ type: "REVIEW" }, { type: "PLANNED", preview }, { type: "APPLY" }] as const;
    expect(walk(arriveAt(input, ...applying, { type: "STUCK", failure }, { type: "KEEP" }))).toBe("stuck");
    const down = { type: "STUCK", failure: { ...failure, backendDown: true } } as const;
    expect(walk(arriveAt(input, ...applying, down, { type: "KEEP" }))).toBe("verify");
  });

  it("asks on Ctrl-C: before the change whether to leave, during it whether to stop", () => {
    expect(arriveAt(input, { type: "QUIT" }).value.overlay).toBe("leave");
    const applying = [
      { type: "REVIEW" },
      { type: "PLANNED", preview },
      { type: "APPLY" },
      { type: "QUIT" },
    ] as const;
    expect(arriveAt(input, ...applying).value.overlay).toBe("stop");
    expect(walk(arriveAt(input, ...applying, { type: "CLOSE" }))).toBe("apply");
    expect(walk(arriveAt(input, ...applying, { type: "STOP" }))).toBe("takingBack");
  });

  it("carries the exit code of a run that was taken back", () => {
    const applying = [{ type: "REVIEW" }, { type: "PLANNED", preview }, { type: "APPLY" }] as const;
    const ended = { type: "ENDED", failure: { ...failure, exitCode: 3 }, left: ["/etc/x stays"] } as const;
    expect(arriveAt(input, ...applying, ended).context).toMatchObject({
      exitCode: 3,
      left: ["/etc/x stays"],
    });
  });

  it("forgets the plan of a rotation when the menu leads elsewhere", () => {
    const rotated = [
      { type: "MENU", choice: "rotate" },
      { type: "PLANNED", preview },
      { type: "BACK" },
      { type: "MENU", choice: "change" },
    ] as const;
    const snapshot = arriveAt({ ...input, configured: true }, ...rotated);
    expect(snapshot.context).toMatchObject({ job: "apply", preview: undefined });
  });

  it("comes back from a dry run of the menu to the menu, which can change the box again", () => {
    const dry = [{ type: "MENU", choice: "dry-run" }, { type: "BACK" }] as const;
    const snapshot = arriveAt({ ...input, configured: true }, ...dry);
    expect(walk(snapshot)).toBe("menu");
    expect(snapshot.context.mode).toBe("set-up");
  });

  it("shows the new list when the box changed under the lock, and applies nothing", () => {
    const applying = [{ type: "REVIEW" }, { type: "PLANNED", preview }, { type: "APPLY" }] as const;
    const other = { ...preview, sentence: "2 changes" };
    const snapshot = arriveAt(input, ...applying, { type: "BOX_CHANGED", preview: other });
    expect(walk(snapshot)).toBe("review");
    expect(snapshot.context.preview?.sentence).toBe("2 changes");
    expect(snapshot.context.notice).toMatch(/Enter applies it as it is now\.$/);
  });

  it("says nothing of Enter where the box changed by an edit that is to be decided on", () => {
    const applying = [{ type: "REVIEW" }, { type: "PLANNED", preview }, { type: "APPLY" }] as const;
    const edited = [{ path: "/etc/site.conf", sha256: "ab", merge: "clean" }] as const;
    const snapshot = arriveAt(input, ...applying, {
      type: "BOX_CHANGED",
      preview: { ...preview, edited },
    });
    expect(walk(snapshot)).toBe("review");
    expect(snapshot.context.notice).toMatch(/Nothing is applied before you decide on the file\.$/);
  });

  it("ends at the endpoint when a stop came too late to stop anything", () => {
    const applying = [{ type: "REVIEW" }, { type: "PLANNED", preview }, { type: "APPLY" }] as const;
    const late = [{ type: "STEP", kind: "Verify" }, { type: "STOP" }, { type: "DONE" }] as const;
    expect(walk(arriveAt(input, ...applying, ...late))).toBe("done");
  });

  it("keeps what a typed address answered when the search ends", () => {
    const typed = { url: "ws://10.0.0.9:1", typed: true } as const;
    const found = { url: "ws://127.0.0.1:9944" };
    const snapshot = arriveAt(
      input,
      { type: "BACKENDS", backends: [typed], searched: false },
      { type: "BACKENDS", backends: [found], searched: true },
    );
    expect(snapshot.context.backends).toEqual([found, typed]);
  });
});
