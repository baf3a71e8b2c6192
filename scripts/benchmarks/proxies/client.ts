import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { HandshakeKind, Handshakes } from "./client/handshakes.ts";
import type { Request } from "./client/main.ts";
import type { Address } from "./client/socket.ts";
import type { Exchanged } from "./client/sockets.ts";

/** A client in a process of its own, in the network of the box that it measures: it can reach nothing else. */
export type Client = {
  readonly fill: (count: number) => Promise<{ readonly open: number; readonly refused?: string }>;
  readonly exchange: (size: number, count: number, limit: number) => Promise<Exchanged>;
  readonly handshakes: (kind: HandshakeKind, count: number) => Promise<Handshakes>;
  readonly count: () => Promise<{ readonly open: number; readonly dropped: number }>;
  readonly close: () => Promise<void>;
  readonly end: () => Promise<void>;
};

const program = fileURLToPath(new URL("client/main.ts", import.meta.url));

/** @param openFiles how many the client may have */
export function startClient(namespace: string, address: Address, openFiles: number): Client {
  const enter = [`--net=/run/netns/${namespace}`, "prlimit", `--nofile=${openFiles}`];
  const child = spawn("nsenter", [...enter, process.execPath, program, JSON.stringify(address)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async <T>(request: Request): Promise<T> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await replies.next();
    if (done === true) throw new Error("The client ended without an answer.");
    const { result, error } = JSON.parse(value);
    if (error !== undefined) throw new Error(error);
    return result;
  };
  return {
    fill: (count) => ask({ do: "fill", count }),
    exchange: (size, count, limit) => ask({ do: "exchange", size, count, limit }),
    handshakes: (kind, count) => ask({ do: "handshakes", kind, count }),
    count: () => ask({ do: "count" }),
    close: () => ask({ do: "close" }),
    end: async () => {
      const gone = once(child, "close");
      child.stdin.end();
      await gone;
    },
  };
}
