import { parseBackend } from "./../core/backend-url.ts";
import type { Check } from "./check.ts";
import { hostAndPort } from "./endpoint-name.ts";
import { proxyLog, whoIsConnected, whoListens } from "./fixes.ts";
import { seconds } from "./plain-words.ts";
import { mainName, type Proof } from "./proof.ts";
import type { HandshakeResult } from "./websocket-handshake.ts";

type NotOpened = Exclude<HandshakeResult, { outcome: "opened" }>;
type Explained = Omit<Check, "id" | "title">;

/** Why the endpoint did not upgrade, with the backend asked directly, now, to tell its fault from ours. */
export async function explainUpgrade(proof: Proof, result: NotOpened): Promise<Explained> {
  const seen = seenAs(proof, result);
  await proof.backends.probe();
  if (proof.backends.down && mayBeBackend(result)) return { ...backendFault(proof), seen };
  return { status: "failed", fault: "setup", seen, ...(await setupCause(proof, result)) };
}

/** Nothing that we changed is in the way: a warning where it was so before we began. */
export function backendFault(proof: Proof): Omit<Explained, "seen"> {
  const { url, facts } = proof.backends.first;
  return {
    status: proof.step.backendWasDown ? "warning" : "failed",
    fault: "backend",
    cause:
      `The node behind the proxy does not answer: ${url} refuses direct connections too, so the fault is not in this set-up. ${facts.error ?? ""}`.trim(),
    fix: whoListens(parseBackend(url).port),
  };
}

function seenAs(proof: Proof, result: NotOpened): string {
  const url = `wss://${hostAndPort(mainName(proof.step), proof.httpsPort, 443)}`;
  if (result.outcome === "refused") {
    return `${url} gave "${[result.status, result.statusText].join(" ").trim()}" after ${result.milliseconds} ms`;
  }
  if (result.code === "ETIMEDOUT") return `${url} gave no answer within ${seconds(proof.connectionTimeout)}`;
  return `${url} failed after ${result.milliseconds} ms: ${result.said}`;
}

/** A proxy whose backend is gone says 5xx, hangs up or stays silent; any other answer is its own. */
function mayBeBackend(result: NotOpened): boolean {
  if (result.outcome === "refused") return result.status >= 500;
  return ["ETIMEDOUT", "ECONNRESET"].includes(result.code);
}

async function setupCause(proof: Proof, result: NotOpened): Promise<Pick<Check, "cause" | "fix">> {
  const backend = proof.backends.first.url;
  const log = { fix: proxyLog(proof.step.proxy) };
  if (result.outcome === "failed") {
    if (result.code === "ETIMEDOUT") {
      return { cause: `The proxy keeps silent, while ${backend} answers directly.`, ...log };
    }
    if (result.code === "BAD_HANDSHAKE") {
      return {
        cause: "Something between the client and the backend spoils the WebSocket handshake.",
        ...log,
      };
    }
    return { cause: `The proxy hangs up, while ${backend} answers directly.`, ...log };
  }
  switch (result.status) {
    case 403:
      return { cause: await forbiddenBy(proof), ...log };
    case 429:
    case 503:
      return {
        cause:
          "The endpoint's own limit refuses this box, even after waiting: its connections or handshakes are used up.",
        fix: whoIsConnected(proof.httpsPort),
      };
    case 502:
    case 504:
      return { cause: `The proxy cannot reach ${backend}, which answers directly.`, ...log };
    default:
      return {
        cause: `The proxy does not pass the upgrade on to ${backend}, which answers it directly.`,
        ...log,
      };
  }
}

async function forbiddenBy(proof: Proof): Promise<string> {
  const host = hostAndPort(mainName(proof.step), proof.httpsPort, 443);
  const direct = await proof.backends.handshake(Math.min(2000, proof.deadline.left()), host);
  if (direct.outcome === "opened") await direct.connection.close();
  if (direct.outcome === "refused" && direct.status === 403) {
    return `The backend forbids the Host ${host}: the proxy has to send it the backend's own Host.`;
  }
  return "The proxy forbids the connection by itself: a rule of another site may apply to it.";
}
