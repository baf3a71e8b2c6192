import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { TerminalTraits } from "../../components/theme/terminal-traits.ts";
import type { WizardInput } from "../../src/wizard/context.ts";
import type { WizardEvent } from "../../src/wizard/events.ts";
import { expectFrame } from "../helpers/golden-frame.ts";
import {
  applying,
  atMenu,
  changes,
  checks,
  configured,
  editedPreview,
  installed,
  now,
  preview,
  progressAt,
  proven,
  provenWith,
  proving,
  reviewed,
  status,
  stuckInProof,
  stuckInStep,
} from "../helpers/job-scene.ts";
import { still, wizardAt } from "../helpers/open-wizard.ts";
import { found } from "../helpers/wizard-scene.ts";

interface Scene {
  readonly events: readonly WizardEvent[];
  readonly input?: Partial<WizardInput>;
  readonly keys?: readonly string[];
}

const progress = progressAt(4);
const takenBack = progress.steps.map((step) => ({
  ...step,
  state: step.state === "to-do" ? ("to-do" as const) : ("taken-back" as const),
}));
const file = changes.findIndex(({ title }) => title === "/etc/nginx/nginx.conf");
const site = changes.findIndex(({ title }) => title.endsWith("wss-setup.conf"));
const unchanged = { ...preview, changes: [], sentence: "Nothing to do: all is as you want it." };
const backendDown = checks.map((check) =>
  check.id.startsWith("websocket")
    ? { ...check, status: "warning" as const, seen: "502 Bad Gateway, 3 ms", cause: "The backend is down." }
    : check,
);
const certbot = { source: "certbot", agreeTerms: true, challenge: "webroot", key: "ecdsa" } as const;
const sick = {
  ...status,
  ok: false,
  interrupted: true,
  unfinished: "apply",
  checks: [unfinished("the last run was cut off in the middle")],
} as const;
const kept =
  "not all could be taken back: /etc/nginx/sites-available/wss-setup.conf was edited since and is left as it is";
const halfRemoved = { ...status, ok: false, unfinished: "remove", checks: [unfinished(kept)] } as const;

function unfinished(seen: string) {
  return { id: "unfinished", title: "Unfinished", status: "failed", seen } as const;
}

const scenes: Readonly<Record<string, Scene>> = {
  review: { events: reviewed },
  "review-last-lines": { events: reviewed, keys: ["Up", "Up", "Up"] },
  "review-answers": { events: reviewed, keys: ["Tab", "Down"] },
  "review-save": { events: reviewed, keys: ["2", "Enter"] },
  "review-checking": { events: reviewed.slice(0, -1) },
  "review-nothing": { events: [...reviewed, { type: "PLANNED", preview: unchanged }] },
  "review-problem": {
    events: [
      ...reviewed,
      {
        type: "NO_PLAN",
        problem: {
          kind: "operator",
          message: "apache2 holds port 443 for shop.example.com.",
          next: "systemctl stop apache2",
          exitCode: 64,
        },
      },
    ],
  },
  "review-edited": { events: [...reviewed, { type: "PLANNED", preview: editedPreview }] },
  "diff-edited": { events: [...reviewed, { type: "PLANNED", preview: editedPreview }], keys: ["d"] },
  "review-demo": { events: reviewed, input: { mode: "demo" } },
  "review-rotate": {
    events: [
      ...atMenu,
      { type: "MENU", choice: "rotate" },
      {
        type: "PLANNED",
        preview: {
          ...preview,
          sentence: "1 change: 1 to add, 0 to change, 0 to remove",
          changes: changes.slice(5, 6),
          plan: { ...preview.plan, warnings: [], left: ["/etc/nginx/nginx.conf", "port 80/tcp over IPv6"] },
          installed,
        },
      },
    ],
    input: configured,
  },
  diff: { events: [...reviewed, { type: "DIFF", index: file }] },
  "diff-long": { events: [...reviewed, { type: "DIFF", index: site }], keys: [" "] },
  "diff-wrapped": { events: [...reviewed, { type: "DIFF", index: site }], keys: ["w"] },
  "diff-find": { events: [...reviewed, { type: "DIFF", index: site }], keys: ["/", "directive_40", "Enter"] },
  "diff-key": { events: [...reviewed, { type: "DIFF", index: 0 }] },
  preview: { events: [...reviewed, { type: "APPLY" }], input: { mode: "dry-run" } },
  apply: { events: applying },
  "apply-begin": { events: [...reviewed, { type: "APPLY" }] },
  "apply-silent": {
    events: [...applying, { type: "PROGRESS", progress: { ...progressAt(7), lineAt: now - 34_000 } }],
  },
  verify: { events: proving() },
  "verify-first": { events: proving(0) },
  "stuck-step": { events: stuckInStep },
  "stuck-proof": { events: stuckInProof() },
  "taking-back": {
    events: [
      ...applying,
      { type: "STOP" },
      {
        type: "PROGRESS",
        progress: { ...progress, steps: [...progress.steps.slice(0, 3), ...takenBack.slice(3)] },
      },
    ],
  },
  ended: {
    events: [
      ...stuckInStep,
      { type: "TAKE_BACK" },
      { type: "PROGRESS", progress: { ...progress, steps: takenBack } },
      {
        type: "ENDED",
        failure: {
          kind: "outside",
          message: "Install nginx: apt-get could not install nginx. Everything was taken back.",
          said: "Temporary failure resolving 'deb.example'",
          next: "resolvectl status",
          exitCode: 1,
        },
        left: [],
      },
    ],
  },
  "ended-incomplete": {
    events: [
      ...stuckInStep,
      { type: "TAKE_BACK" },
      {
        type: "ENDED",
        failure: {
          kind: "operator",
          message:
            "Taken back, but not all: /etc/nginx/nginx.conf was edited by other hands; nginx is still needed by shop",
          next: "put these right by hand, then: wss-setup undo",
          exitCode: 3,
        },
        left: [],
      },
    ],
  },
  "ended-removed": {
    events: [
      ...atMenu,
      { type: "MENU", choice: "remove" },
      { type: "APPLY" },
      { type: "PROGRESS", progress: { log: [], steps: takenBack.slice(0, 4) } },
      { type: "ENDED", left: [] },
    ],
    input: configured,
  },
  done: { events: proven },
  "done-backend-down": {
    events: [...proven, ...backendDown.map((check) => ({ type: "CHECK", check }) as const)],
  },
  "done-certbot": { events: provenWith({ ...certbot, server: "production" }) },
  "done-staging": { events: provenWith({ ...certbot, server: "staging" }) },
  "done-own-ca": { events: provenWith({ source: "own-ca", key: "rsa", days: 365, caKey: "keep" }) },
  "done-files": {
    events: provenWith({
      source: "files",
      certificateFile: "/etc/ssl/node.pem",
      keyFile: "/etc/ssl/node.key",
    }),
  },
  "done-demo": { events: proven, input: { mode: "demo" } },
  menu: { events: atMenu, input: configured },
  "menu-looking": { events: [], input: configured },
  "menu-half-removed": { events: [{ type: "STATUS", status: halfRemoved }], input: configured },
  "menu-interrupted": { events: [{ type: "STATUS", status: sick }], input: configured },
  status: { events: [...atMenu, { type: "MENU", choice: "status" }], input: configured },
  "confirm-undo": { events: [...atMenu, { type: "MENU", choice: "undo" }], input: configured },
  "confirm-remove": {
    events: [...atMenu, { type: "MENU", choice: "remove" }],
    input: configured,
    keys: ["node.ex"],
  },
  log: { events: [...applying, { type: "LOG" }] },
  leave: { events: [...found, { type: "SET", patch: { names: "a.example" } }, { type: "QUIT" }] },
  stop: { events: [...applying, { type: "QUIT" }] },
  "stop-late": { events: [...stuckInStep.slice(0, -2), { type: "QUIT" }, ...stuckInStep.slice(-2)] },
  "help-review": { events: [...reviewed, { type: "HELP" }] },
};

const plain: TerminalTraits = { ascii: true, color: false, motion: false };

async function draw(name: string, options: Parameters<typeof wizardAt>[1] = {}) {
  const { events, input = {}, keys = [] } = scenes[name] as Scene;
  vi.useFakeTimers({ toFake: ["Date"], now });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { screen } = await wizardAt(events, { terminal: still, ...options, input });
  await screen.press(...keys);
  return screen;
}

describe.each([
  [80, 24],
  [50, 20],
  [100, 30],
] as const)("at %ix%i", (columns, rows) => {
  it.each(Object.keys(scenes))("%s looks as it did", async (name) => {
    const screen = await draw(name, { columns, rows });
    expectFrame(screen, `${columns}x${rows}/${name}`, columns, rows);
    // The keys are always seen, so nothing above them is too high.
    expect(screen.frame().split("\n").at(-1)).toMatch(/^ \S/);
  });
});

describe("without UTF-8 and colours", () => {
  it.each(Object.keys(scenes))("%s says the same in ASCII", async (name) => {
    const screen = await draw(name, { terminal: plain });
    expect(screen.frame()).toMatch(/^[\x20-\x7e\n]*$/);
    expectFrame(screen, `ascii/${name}`, 80, 24);
  });
});
