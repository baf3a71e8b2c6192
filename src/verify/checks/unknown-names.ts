import { randomUUID } from "node:crypto";
import type { Check } from "../check.ts";
import { reload } from "../fixes.ts";
import type { Proof } from "../proof.ts";
import type { HandshakeResult } from "../websocket-handshake.ts";
import type { Wire } from "../wire.ts";

/** A name that is nobody's (RFC 6761 section 6.4). */
export function foreignName(): string {
  return `wss-setup-${randomUUID().slice(0, 8)}.invalid`;
}

/** A name that is not ours is refused: by TLS, or with 421 or a closed connection before the backend sees anything. */
export async function checkUnknownNames(proof: Proof, wireUnder: (name: string) => Wire): Promise<Check> {
  const base = { id: "unknown-names", title: "Other names" };
  const name = foreignName();
  const result = await wireUnder(name).webSocket(proof.backends.upgrade);
  if (result.outcome === "opened") await result.connection.close();
  const refusal = refusalOf(result);
  if (refusal !== undefined)
    return { ...base, status: "ok", seen: `are refused, as they should be (${refusal})` };
  return {
    ...base,
    status: "failed",
    fault: "setup",
    seen: `${name} was answered: ${answerOf(result)}`,
    cause: "Another site of the proxy takes every name, or the new configuration is not loaded.",
    fix: reload(proof.step.proxy),
  };
}

function refusalOf(result: HandshakeResult): string | undefined {
  if (result.outcome === "refused") return result.status === 421 ? "421 Misdirected Request" : undefined;
  if (result.outcome === "opened") return undefined;
  if (result.alert !== undefined) return `TLS alert ${result.alert}`;
  return result.code === "ECONNRESET" ? "connection closed" : undefined;
}

/** What came back, in a few words. */
export function answerOf(result: HandshakeResult): string {
  if (result.outcome === "failed") return result.said;
  return result.outcome === "opened" ? "101, a WebSocket" : `${result.status} ${result.statusText}`;
}
