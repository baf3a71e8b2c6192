import { bracketed } from "../../core/bracketed.ts";
import type { Facts, Listener } from "../../core/facts.ts";
import type { Host } from "../../host/host.ts";
import { probeBackend } from "../../probe/backend.ts";
import type { FoundBackend } from "../context.ts";

/** Ports of services that are no WebSocket server and need not be asked: ssh, mail, DNS, the endpoint's own. */
const leftAlone = new Set([22, 25, 53, 80, 443]);

/** Asks every listening port for a WebSocket handshake, all at once; tells those that answered as they do. */
export async function searchBackends(
  host: Host,
  facts: Facts,
  onFound: (found: readonly FoundBackend[]) => void,
): Promise<readonly FoundBackend[]> {
  const found: FoundBackend[] = [];
  await Promise.all(
    candidates(facts.listeners).map(async ({ url, listener }) => {
      const seen = await probeBackend(host, url);
      if (!seen.answers) return;
      found.push({ url, ...processOf(listener), facts: seen });
      onFound(bestFirst(found));
    }),
  );
  return bestFirst(found);
}

/** One URL a port: by IPv4 where the port is open there. */
function candidates(listeners: readonly Listener[]): readonly { url: string; listener: Listener }[] {
  const byPort = new Map<number, { url: string; listener: Listener }>();
  for (const listener of listeners) {
    const { port } = listener;
    if (leftAlone.has(port)) continue;
    const url = `ws://${literal(listener.address)}:${port}`;
    if (byPort.has(port) && !url.startsWith("ws://127.")) continue;
    byPort.set(port, { url, listener });
  }
  return [...byPort.values()];
}

/** The address at which a listener is reached from this box. */
function literal(address: string): string {
  if (["*", "0.0.0.0", "::"].includes(address)) return "127.0.0.1";
  return bracketed(address);
}

function processOf({ process, pid }: Listener): Pick<FoundBackend, "process" | "pid"> {
  return { ...(process === undefined ? {} : { process }), ...(pid === undefined ? {} : { pid }) };
}

const order = ["substrate", "ethereum", "engine.io", "libp2p", "echo", "websocket", "none"];

/** Nodes before other servers, the one with most peers first. */
function bestFirst(found: readonly FoundBackend[]): readonly FoundBackend[] {
  const rank = ({ facts }: FoundBackend) => order.indexOf(facts?.kind ?? "none");
  return [...found].sort(
    (a, b) =>
      rank(a) - rank(b) || (b.facts?.peers ?? 0) - (a.facts?.peers ?? 0) || a.url.localeCompare(b.url),
  );
}
