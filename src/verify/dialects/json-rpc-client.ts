import { randomUUID } from "node:crypto";
import type { Deadline } from "../deadline.ts";
import type { WebSocketConnection } from "../websocket-connection.ts";

/** `echo`: our own words came back. */
export type JsonRpcReply =
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "error"; readonly code: number }
  | { readonly kind: "echo" }
  | { readonly kind: "silence" };

export interface JsonRpcClient {
  call(method: string): Promise<JsonRpcReply>;
}

/** JSON-RPC 2.0 over an open WebSocket; ids are random, so that nobody else's words can be taken for an answer. */
export function jsonRpcClient(connection: WebSocketConnection, deadline: Deadline): JsonRpcClient {
  const waiting = new Map<string, (reply: JsonRpcReply) => void>();
  let reading = false;
  const read = async () => {
    reading = true;
    while (waiting.size > 0) {
      const message = deadline.passed() ? undefined : await connection.receive(deadline.left());
      if (message === undefined) break;
      dispatch(message.toString(), waiting);
    }
    reading = false;
    for (const settle of waiting.values()) settle({ kind: "silence" });
    waiting.clear();
  };
  return {
    call: (method) =>
      new Promise((resolve) => {
        const id = randomUUID();
        waiting.set(id, resolve);
        connection.send(JSON.stringify({ jsonrpc: "2.0", id, method, params: [] }));
        if (!reading) void read();
      }),
  };
}

function dispatch(message: string, waiting: Map<string, (reply: JsonRpcReply) => void>): void {
  for (const [id, settle] of waiting) {
    if (!message.includes(id)) continue;
    waiting.delete(id);
    settle(reply(message, id));
    return;
  }
}

function reply(message: string, id: string): JsonRpcReply {
  const value = parseObject(message);
  if (value === undefined || value.id !== id || "method" in value) return { kind: "echo" };
  if ("result" in value) return { kind: "result", value: value.result };
  const code = (value.error as { readonly code?: unknown } | undefined)?.code;
  return { kind: "error", code: typeof code === "number" ? code : 0 };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
