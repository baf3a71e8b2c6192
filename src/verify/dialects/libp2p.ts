import { randomUUID } from "node:crypto";
import type { Dialect } from "./dialect.ts";

/** A libp2p listener: it answers multistream-select 1.0.0 (github.com/multiformats/multistream-select) with the same header. */
export const libp2p: Dialect = {
  id: "libp2p",
  path: "/",
  protocols: [],
  converse: async (connection, deadline) => {
    const header = frame("/multistream/1.0.0");
    // A protocol that nobody speaks tells a listener ("na") from a server that only sends our words back.
    const nonce = `/wss-setup/${randomUUID()}`;
    connection.send(header);
    connection.send(frame(nonce));
    let received = Buffer.alloc(0);
    while (!deadline.passed()) {
      const message = await connection.receive(deadline.left());
      if (message === undefined || typeof message === "string") return undefined;
      received = Buffer.concat([received, message]);
      if (received.includes(nonce)) return undefined;
      if (received.subarray(0, header.length).equals(header) && received.includes(frame("na")))
        return identity;
    }
    return undefined;
  },
};

const identity = { kind: "libp2p", label: "libp2p node", fingerprint: "libp2p" } as const;

/** Length (a varint; our words are shorter than 128 bytes), the words, a line feed. */
function frame(words: string): Buffer {
  return Buffer.concat([Buffer.from([words.length + 1]), Buffer.from(`${words}\n`, "latin1")]);
}
