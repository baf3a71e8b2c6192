import type { KeyType } from "../../core/answers.ts";
import { createDirectory, writeFile } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import { libraryFolder, paths } from "../../core/paths.ts";
import type { Service, Step } from "../../core/step.ts";
import type { SourceInput } from "../source.ts";
import { ownPair } from "../ssl-folders.ts";
import { renewalScript } from "./script.ts";
import { serviceUnit, timerUnit, unitFiles } from "./units.ts";

const timer = "wss-setup-renew.timer";

/** Units whose state has to be known for the plan. */
export const renewalUnits = [timer] as const;

export interface RenewalInput extends Pick<SourceInput, "answers" | "facts" | "serving"> {
  readonly key: KeyType;
  readonly days: number;
  /** Who signs; without it the pair signs itself. */
  readonly root?: { readonly certificate: string; readonly key: string };
}

/** What renews the pair in time without us: a script, and a timer that runs it each day. */
export function planRenewal(input: RenewalInput): {
  readonly steps: readonly Step[];
  readonly afterwards: readonly Step[];
  readonly warnings: readonly Warning[];
} {
  const { facts } = input;
  if (facts.init !== "systemd") return { steps: [], afterwards: [], warnings: [noTimer] };
  return {
    steps: [
      createDirectory(facts, {
        path: libraryFolder,
        mode: 0o755,
        why: "What has to be there without us lives here.",
      }),
      writeFile(facts, {
        path: unitFiles.script,
        content: script(input),
        mode: 0o755,
        why: "It renews the certificate with openssl alone: no Node, no network.",
      }),
      writeFile(facts, {
        path: unitFiles.service,
        content: serviceUnit,
        mode: 0o644,
        why: "systemd runs the script under this name.",
      }),
      writeFile(facts, {
        path: unitFiles.timer,
        content: timerUnit,
        mode: 0o644,
        why: "Once a day it is looked whether the certificate has to be renewed.",
      }),
    ],
    afterwards: [startTimer(facts)],
    warnings: [],
  };
}

function script({ answers, serving, key, days, root }: RenewalInput): string {
  return renewalScript({
    names: answers.names,
    key,
    days,
    ...ownPair,
    ...(root === undefined ? {} : { root: { certificateFile: root.certificate, keyFile: root.key } }),
    ...(serving.test === undefined ? {} : { test: serving.test.argv }),
    reload: serving.reload,
    ...(serving.copies === undefined ? {} : { copies: serving.copies }),
    lockFile: paths.lock,
    recordFile: paths.renewed,
  });
}

function startTimer({ units }: Facts): Service {
  const runs = units[timer]?.active === true && units[timer].enabled;
  return {
    kind: "Service",
    id: `service:${timer}`,
    title: "renewal: look once a day",
    why: "The certificate is renewed in time, also when nobody thinks of it.",
    action: runs ? "no-op" : "create",
    undo: "exact",
    unit: timer,
    enable: true,
    want: "running",
  };
}

const noTimer: Warning = {
  id: "no-timer",
  text: "systemd does not run here, so nothing renews the certificate by itself.",
  next: "wss-setup rotate --yes",
};
