import type { Check } from "../../src/verify/check.ts";
import type { MenuStatus } from "../../src/wizard/context.ts";

/** One line of the endpoint's state. */
export interface MenuRow {
  readonly title: string;
  readonly state: Check["status"];
  readonly text: string;
}

/** The endpoint's state in a few lines: what answers, the certificate, the proxy, the files, and whatever is amiss besides; or what is unfinished. */
export function menuRows(status: MenuStatus): readonly MenuRow[] {
  const { checks, proxy, sockets, endpoints } = status;
  if (status.unfinished !== undefined) return checks.map(rowOf);
  const sockets101 = checks.filter(({ id }) => id.startsWith("websocket"));
  const told = new Set<Check>(sockets101);
  const named = (id: string, title: string): readonly MenuRow[] => {
    const check = checks.find((each) => each.id === id);
    if (check === undefined) return [];
    told.add(check);
    return [{ title, state: check.status, text: sentence(check) }];
  };
  const endpoint = worst(sockets101);
  const rows = [
    {
      title: "Endpoint",
      state: endpoint?.status ?? "warning",
      text: `${endpoints[0] ?? "none"}${endpoint === undefined ? "" : `: ${sentence(endpoint)}`}`,
    },
    ...named("certificate", "Certificate"),
    { title: "Proxy", state: "ok", text: `${proxy}${sockets === undefined ? "" : `, ${count(sockets)}`}` },
    ...named("files", "Files"),
  ] as const;
  const others = checks.filter((check) => check.status !== "ok" && !told.has(check));
  return [...rows, ...others.map(rowOf)];
}

function rowOf(check: Check): MenuRow {
  return { title: check.title, state: check.status, text: sentence(check) };
}

function sentence({ seen, cause, status }: Check): string {
  return status === "ok" || cause === undefined ? seen : `${seen}. ${cause}`;
}

function count(sockets: number): string {
  return `${sockets} open ${sockets === 1 ? "connection" : "connections"}`;
}

/** A failed check before a warning before a good one. */
function worst(checks: readonly Check[]): Check | undefined {
  const order: readonly Check["status"][] = ["failed", "warning", "ok"];
  return order
    .map((status) => checks.find((check) => check.status === status))
    .find((check) => check !== undefined);
}
