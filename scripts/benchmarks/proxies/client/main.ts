import { createInterface } from "node:readline";
import { type HandshakeKind, shakeHands } from "./handshakes.ts";
import type { Address } from "./socket.ts";
import { Sockets } from "./sockets.ts";

/** What the client is asked for: a line of JSON each on stdin, answered by a line on stdout. */
export type Request =
  | { readonly do: "fill"; readonly count: number }
  | { readonly do: "exchange"; readonly size: number; readonly count: number; readonly limit: number }
  | { readonly do: "handshakes"; readonly kind: HandshakeKind; readonly count: number }
  | { readonly do: "count" }
  | { readonly do: "close" };

const address: Address = JSON.parse(process.argv[2] ?? "");
const sockets = new Sockets();

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case "fill": {
      const refused = await sockets.fill(address, request.count);
      return { open: sockets.open, refused };
    }
    case "exchange":
      return sockets.exchange(request.size, request.count, request.limit);
    case "handshakes":
      return shakeHands(address, request.kind, request.count);
    case "count":
      return { open: sockets.open, dropped: sockets.dropped };
    case "close":
      return sockets.close();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).then(
    (result) => ({ result }),
    (error: Error) => ({ error: error.message }),
  );
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
sockets.close();
