import { createDirectory, editFile, writeFile } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import type { Step } from "../../core/step.ts";
import { ruleLine } from "../our-rule.ts";
import { bootScript, bootUnit, scriptFile, scriptFolder, unitFile, unitName } from "./boot-unit.ts";
import { rulesFileEdits, rulesFiles } from "./rules-file.ts";

/** Ports of one address family that need a rule of ours. */
export interface KeptPorts {
  readonly family: 4 | 6;
  readonly ports: readonly number[];
}

/** Steps that bring our rules back after a reboot, and touch nobody else's. */
export function persist(
  kept: readonly KeptPorts[],
  facts: Facts,
): { readonly steps: readonly Step[]; readonly warnings: readonly Warning[] } {
  const wanted = kept.filter(({ ports }) => ports.length > 0);
  const inFiles = wanted.flatMap((one) => fileStep(one, facts));
  const left = wanted.filter(({ family }) => !inFiles.some(({ path }) => path === rulesFiles[family]));
  if (left.length === 0) return { steps: inFiles, warnings: [] };
  if (facts.init !== "systemd") return { steps: inFiles, warnings: left.map(byHand) };
  return { steps: [...inFiles, ...bootSteps(left, facts)], warnings: [] };
}

function fileStep({ family, ports }: KeptPorts, facts: Facts) {
  const path = rulesFiles[family];
  const there = facts.files[path];
  if (!facts.firewall.persistent || there?.kind !== "file" || there.text === undefined) return [];
  const edits = rulesFileEdits(there.text, ports);
  if (edits === undefined) return [];
  const why = `iptables-persistent loads this file at boot; ${count(ports)} of ours go in, and nothing else changes.`;
  return [editFile(facts, { path, edits, why })];
}

function bootSteps(left: readonly KeptPorts[], facts: Facts): readonly Step[] {
  const enabled = facts.units[unitName]?.enabled === true;
  const files = [
    createDirectory(facts, {
      path: scriptFolder,
      mode: 0o755,
      why: "What must stay when this command is gone lives here.",
    }),
    writeFile(facts, {
      path: scriptFile,
      content: bootScript(left),
      mode: 0o755,
      why: "Puts our rules back in at boot.",
    }),
    writeFile(facts, {
      path: unitFile,
      content: bootUnit(),
      mode: 0o644,
      why: "Runs that script after whatever loads rules.",
    }),
  ];
  return [
    ...files,
    {
      kind: "Service",
      id: `service:${unitName}`,
      title: `${unitName}: start at boot`,
      why: "Rules made with iptables are gone after a reboot; this brings ours back.",
      action: enabled ? "no-op" : "update",
      undo: "exact",
      unit: unitName,
      enable: true,
      want: "enabled",
    },
  ];
}

function byHand({ family, ports }: KeptPorts): Warning {
  const program = family === 6 ? "ip6tables" : "iptables";
  const lines = ports.map((port) => `${program} ${ruleLine(port).replace("-A", "-I")}`);
  return {
    id: `firewall-not-persistent-v${family}`,
    text: `Nothing on this box loads IPv${family} rules at boot, so ours are gone after a reboot.`,
    next: `Run at boot, as the box does such things: ${lines.join("; ")}`,
  };
}

function count(ports: readonly number[]): string {
  return ports.length === 1 ? "one line" : `${ports.length} lines`;
}
