import { answerFlags } from "../core/flags.ts";
import type { Verb, VerbOption } from "./verb.ts";

const answers: VerbOption = {
  type: "string",
  short: "a",
  value: "FILE",
  help: "the answers file, YAML or JSON",
};
const json: VerbOption = { type: "boolean", help: "one JSON object on stdout and nothing else" };
const yes: VerbOption = { type: "boolean", short: "y", help: "needed: without it nothing is changed" };

const restart: VerbOption = {
  type: "boolean",
  help: "a proxy that runs already may be restarted, which closes its connections, where a reload is not enough",
};

const plain: VerbOption = { type: "boolean", help: "line by line, for screen readers and simple terminals" };

/** Half of it undone, a box would be neither as it was nor as it should be. */
const takenBackWhole =
  "Going on to the end: what is begun is taken back as a whole, but nobody waits for another apt any longer.";

/** An undo without a run that was cut off would take back the one before, which stands. */
const ifCutOff =
  "wss-setup status, and if it says that the last run was cut off in the middle: wss-setup undo --yes";

/** Every command of the contract that is built, in the order of the help. */
export const verbs: readonly Verb[] = [
  {
    name: "plan",
    summary: "show what apply would do; changes nothing",
    options: {
      answers,
      format: { type: "string", value: "FORMAT", help: "diff (default) or json" },
      output: { type: "string", short: "o", value: "PATH", help: "write it to a file instead of stdout" },
      force: { type: "boolean", help: "overwrite that file" },
      restart,
      ...answerFlags,
    },
    needsRoot: true,
    onlyLooks: true,
    load: async () => (await import("../verbs/plan.ts")).planVerb,
  },
  {
    name: "apply",
    summary: "set the endpoint up and prove it; take everything back if a step fails",
    options: {
      answers,
      plan: { type: "string", value: "FILE", help: "carry out a plan saved by plan --format json" },
      yes,
      restart,
      json,
      ...answerFlags,
    },
    needsRoot: true,
    cutOff: ifCutOff,
    load: async () => (await import("../verbs/apply.ts")).applyVerb,
  },
  {
    name: "rotate",
    summary: "a new certificate and key; no connection is dropped (Caddy before 2.7 closes them)",
    options: {
      yes,
      json,
      "ca-passphrase-file": {
        type: "string",
        value: "PATH",
        help: "own CA: file with the passphrase of the root's key",
      },
    },
    needsRoot: true,
    cutOff: ifCutOff,
    load: async () => (await import("../verbs/rotate.ts")).rotateVerb,
  },
  {
    name: "status",
    summary: "what is installed, days left, and a live handshake",
    options: { json },
    needsRoot: true,
    onlyLooks: true,
    load: async () => (await import("../verbs/status.ts")).statusVerb,
  },
  {
    name: "undo",
    summary: "take back the last run",
    options: { yes, json },
    needsRoot: true,
    stopping: takenBackWhole,
    cutOff: ifCutOff,
    load: async () => (await import("../verbs/undo.ts")).undoVerb,
  },
  {
    name: "remove",
    summary: "take back everything",
    options: { yes, json },
    needsRoot: true,
    stopping: takenBackWhole,
    cutOff: ifCutOff,
    load: async () => (await import("../verbs/undo.ts")).removeVerb,
  },
  {
    name: "trust",
    summary: "let this machine trust your own CA; says what to do on other devices",
    options: { yes, remove: { type: "boolean", help: "take the root out again" }, json },
    needsRoot: true,
    stopping: "",
    cutOff: "wss-setup trust, which shows what is still to be changed",
    load: async () => (await import("../verbs/trust.ts")).trustVerb,
  },
  {
    name: "demo",
    summary: "the whole job in a folder: no root, no packages, nothing outside the folder",
    options: {
      yes: { ...yes, help: "without the guide: no questions" },
      once: { type: "boolean", help: "leave after the proof instead of waiting for Ctrl-C" },
      folder: { type: "string", value: "DIR", help: "use this folder and keep it (default: a new one)" },
      plain,
      json,
    },
    needsRoot: false,
    stopping: "Stopping: everything that was started ends.",
    load: async () => (await import("../verbs/demo.ts")).demoVerb,
  },
  {
    name: "schema",
    summary: "the JSON Schema of the answers file",
    options: {},
    needsRoot: false,
    onlyLooks: true,
    load: async () => (await import("../verbs/schema.ts")).schemaVerb,
  },
];

/** What runs when no verb is named. */
export const guide: Verb = {
  name: "",
  summary: "the guided way: asks, shows every change, applies on your word",
  options: {
    "dry-run": { type: "boolean", help: "change nothing: end in the list of changes" },
    plain,
    ...answerFlags,
  },
  // It says so on its first screen, and goes on under sudo.
  needsRoot: false,
  stopping: "",
  cutOff: ifCutOff,
  load: async () => (await import("../verbs/wizard.ts")).wizardVerb,
};
