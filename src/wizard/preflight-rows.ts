import type { Facts } from "../core/facts.ts";
import { platformSupport } from "../platforms/index.ts";
import type { Proxy as ProxyPlugin } from "../proxies/proxy.ts";
import type { PreflightRow } from "./context.ts";

type Row = Omit<PreflightRow, "id" | "title">;

const titles: Readonly<Record<PreflightRow["id"], string>> = {
  system: "System",
  rights: "Rights",
  ports: "Ports",
  firewall: "Firewall",
  addresses: "Addresses",
  clock: "Clock",
  backend: "Backend",
  apt: "apt",
};

/** Programs that hold a package lock while they run. */
const aptUsers = ["unattended-upgr", "apt-get", "apt", "dpkg", "aptitude"];

/** The first screen before anything was seen. */
export const unseenRows: readonly PreflightRow[] = (
  ["system", "rights", "ports", "firewall", "addresses", "backend"] as const
).map((id) => ({ id, title: titles[id], state: "checking", text: "" }));

/** The proxy that an endpoint of ours runs on. */
export type OwnProxy = Pick<ProxyPlugin, "title" | "processes">;

/** What the preflight saw, one line a fact. Pure. */
export function preflightRows(
  facts: Facts,
  backend: Row,
  { own, aptBusyWith }: { readonly own?: OwnProxy | undefined; readonly aptBusyWith?: string | undefined },
): readonly PreflightRow[] {
  const rows: readonly (readonly [PreflightRow["id"], Row])[] = [
    ["system", system(facts)],
    ["rights", rights(facts)],
    ["ports", ports(facts, own)],
    ["firewall", firewall(facts)],
    ["addresses", addresses(facts)],
    ["backend", backend],
    ...(aptBusyWith === undefined ? [] : [["apt", apt(aptBusyWith)] as const]),
  ];
  return rows.map(([id, row]) => ({ id, title: titles[id], ...row }));
}

/** The first of the running programs that may hold apt's lock. */
export function aptUserAmong(processes: readonly string[]): string | undefined {
  return processes.find((name) => aptUsers.includes(name));
}

function system({ platform, init }: Facts): Row {
  const support = platformSupport(platform);
  if (!support.supported) return { state: "failed", text: support.reason, stops: "unsupported" };
  const start = init === "systemd" ? "systemd" : "no systemd: services start by their scripts";
  const text = `${platform.pretty}, ${platform.architecture}, ${start}`;
  return support.warnings.length === 0
    ? { state: "ok", text }
    : { state: "warning", text: `${text}; never tried` };
}

function rights({ uid }: Facts): Row {
  if (uid === 0) return { state: "ok", text: "root" };
  return {
    state: "failed",
    text: "you are not root. Enter goes on under sudo and keeps your answers.",
    stops: "not-root",
  };
}

function ports({ listeners }: Facts, own: OwnProxy | undefined): Row {
  const taken = listeners.filter(({ port }) => port === 80 || port === 443);
  if (taken.length === 0) return { state: "ok", text: "80 and 443 are free" };
  const foreign = taken.filter(({ process = "" }) => !own?.processes.includes(process));
  if (own !== undefined && foreign.length === 0) {
    const held = [...new Set(taken.map(({ port }) => port))].sort((a, b) => a - b);
    return { state: "ok", text: `${own.title}, which carries this endpoint, holds ${held.join(" and ")}` };
  }
  const holders = [
    ...new Set(
      foreign.map(
        ({ port, process, pid }) =>
          `${port} is held by ${process ?? "a program"}${pid === undefined ? "" : ` (pid ${pid})`}`,
      ),
    ),
  ];
  return { state: "warning", text: holders.join(", ") };
}

function firewall({ firewall: { manager, v4 } }: Facts): Row {
  if (manager === "none") return { state: "ok", text: "none on this box" };
  if (manager !== "iptables") return { state: "ok", text: `${manager} rules this box` };
  const rules = (v4 ?? []).filter((line) => line.startsWith("-A ")).length;
  return {
    state: "ok",
    text: `iptables, ${rules === 0 ? "no rules" : `${rules} ${rules === 1 ? "rule" : "rules"}`}`,
  };
}

function addresses({ addresses: own }: Facts): Row {
  if (own.length > 0) return { state: "ok", text: own.join(" and ") };
  return { state: "warning", text: "this box has no address but its loopback" };
}

function apt(busyWith: string): Row {
  return { state: "warning", text: `busy with ${busyWith}: nothing to do, Apply waits for it` };
}
