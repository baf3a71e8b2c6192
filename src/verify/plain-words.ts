import type { HandshakeResult } from "./websocket-handshake.ts";
import type { WireFailure } from "./wire-failure.ts";

/** Why a backend does not answer, for its operator. @param where `127.0.0.1:9944` @param timeout milliseconds it had */
export function backendFailureWords(result: HandshakeResult, where: string, timeout: number): string {
  if (result.outcome === "opened") return "";
  if (result.outcome === "refused") {
    return `${where} answers HTTP ${result.status}${result.statusText === "" ? "" : ` ${result.statusText}`}, not a WebSocket upgrade.`;
  }
  return connectionWords(result, where, timeout);
}

function connectionWords(failure: WireFailure, where: string, timeout: number): string {
  switch (failure.code) {
    case "ECONNREFUSED":
      return `Nothing listens on ${where}. Is the node running?`;
    case "ETIMEDOUT":
      return `${where} gave no answer within ${seconds(timeout)}.`;
    case "ENETUNREACH":
    case "EHOSTUNREACH":
    case "EADDRNOTAVAIL":
      return `This box has no way to ${where}.`;
    case "ECONNRESET":
      return `${where} took the connection and closed it without an answer.`;
    case "NOT_HTTP":
      return `${where} answers, but not in HTTP: no WebSocket server, or one that wants wss.`;
    case "BAD_HANDSHAKE":
      return `${where} answers with a WebSocket handshake that is wrong: ${failure.said}.`;
    default:
      return `${where} cannot be reached over TLS: ${failure.said}.`;
  }
}

/** `2 s`, or `0.5 s`. */
export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
