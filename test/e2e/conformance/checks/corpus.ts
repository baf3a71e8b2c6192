import { createHash, randomBytes } from "node:crypto";
import { expect } from "vitest";
import { opcodes } from "../../../helpers/backend/frames.ts";
import { clientFrame, takeFrame } from "../../../helpers/client/frames.ts";
import { askRaw, connectRaw, handshakeLines, type RawConnection } from "../../../helpers/client/raw.ts";
import type { Target } from "../../../helpers/client/target.ts";
import { name } from "../../helpers/endpoint.ts";
import type { Check } from "../check.ts";

const { text, binary, continuation, ping, pong, close } = opcodes;
const sizes = [0, 1, 125, 126, 127, 65_535, 65_536] as const;
const large = 16 * 2 ** 20;

/** A close frame with a code, or an empty one. */
const closing = (code?: number, reason = "") => {
  if (code === undefined) return clientFrame({ opcode: close });
  const payload = Buffer.concat([Buffer.alloc(2), Buffer.from(reason)]);
  payload.writeUInt16BE(code);
  return clientFrame({ opcode: close, payload });
};
const message = (payload: string) => clientFrame({ opcode: text, payload: Buffer.from(payload) });
const part = (opcode: number, payload: string, final = false) =>
  clientFrame({ opcode, payload: Buffer.from(payload), final });
const question = (payload = "") => clientFrame({ opcode: ping, payload: Buffer.from(payload) });

/** What a client sends, in the packets it sends it in; each ends with a close frame, which the backend answers. */
const conversations: Readonly<Record<string, readonly Buffer[]>> = {
  "a text": [message("hello"), closing(1000)],
  ...Object.fromEntries(
    sizes.map((size) => [
      `a binary message of ${size} bytes`,
      [clientFrame({ opcode: binary, payload: randomBytes(size) }), closing(1000)],
    ]),
  ),
  "a text in three fragments": [
    part(text, "one "),
    part(continuation, "two "),
    part(continuation, "three", true),
    closing(1000),
  ],
  "fragments of no length": [
    part(text, ""),
    part(continuation, ""),
    part(continuation, "end", true),
    closing(1000),
  ],
  "control frames between fragments": [
    part(text, "one "),
    question("now"),
    part(continuation, "two "),
    clientFrame({ opcode: pong, payload: Buffer.from("unasked") }),
    question(),
    part(continuation, "three", true),
    closing(1000),
  ],
  "pings of 0 and 125 bytes": [question(), question("p".repeat(125)), closing(1000)],
  "many frames in one packet": [
    Buffer.concat([...Array.from({ length: 200 }, (_, index) => message(`number ${index}`)), closing(1000)]),
  ],
  "a frame byte by byte": [
    ...[...message("slowly")].map((byte) => Buffer.from([byte])),
    closing(1000, "read to the end"),
  ],
  ...Object.fromEntries(
    [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4000, 4999].map((code) => [
      `a close with ${code}`,
      [closing(code, `because of ${code}`)],
    ]),
  ),
  "a close without a code": [closing()],
};

/** What no client may send and no proxy has to judge: only the backend knows which extensions were agreed on. */
const raw: readonly Buffer[] = [
  clientFrame({ opcode: text, payload: Buffer.from("unmasked"), mask: null }),
  clientFrame({ opcode: text, payload: Buffer.from("mask of zeros"), mask: Buffer.alloc(4) }),
  clientFrame({ opcode: text, payload: Buffer.from([0xc3, 0x28, 0xff]), reserved: 4 }),
  clientFrame({ opcode: binary, payload: Buffer.from("reserved bits"), reserved: 7 }),
  clientFrame({ opcode: 3, payload: Buffer.from("reserved opcode") }),
  clientFrame({ opcode: 11, payload: Buffer.from("reserved control frame") }),
  clientFrame({ opcode: ping, payload: Buffer.alloc(126, "p") }),
  clientFrame({ opcode: continuation, payload: Buffer.from("of nothing") }),
  Buffer.from("GET / HTTP/1.1\r\nHost: other.example.com\r\nUpgrade: h2c\r\n\r\n"),
  Buffer.from([...Array(256).keys()]),
];

export const corpus: readonly Check[] = [
  {
    title: "conversations of RFC 6455 are byte for byte those with the backend itself",
    run: async (place) => {
      const { target, direct } = await place.endpoint();
      for (const [what, packets] of Object.entries(conversations)) {
        const [ours, itself] = await Promise.all([converse(target(), packets), converse(direct(), packets)]);
        expect(itself.equals(ours), `${what}: ${describe(ours)} instead of ${describe(itself)}`).toBe(true);
        expect(ours.length, what).toBeGreaterThan(1);
      }
    },
  },
  {
    title: "frames reach both sides just as they were sent, masks and faults included",
    run: async (place) => {
      const { target } = await place.endpoint();
      const sent = Buffer.concat([...Object.values(conversations).flat(), ...raw]);
      const mirror = await upgraded(target({ path: "/test/mirror" }));
      mirror.write(sent);
      expect(sent.equals(await mirror.take(sent.length))).toBe(true);
      mirror.destroy();
      expect(await arrived(target(), sent)).toBe(sha256(sent));
    },
  },
  {
    title: "a message of 16 MiB passes whole, and on its way pings do",
    run: async (place) => {
      const { target } = await place.endpoint();
      const payload = Buffer.alloc(large, randomBytes(65_521));
      const half = large / 2;
      const sent = Buffer.concat([
        clientFrame({ opcode: binary, payload }),
        clientFrame({ opcode: binary, payload: payload.subarray(0, half), final: false }),
        question("in between"),
        clientFrame({ opcode: continuation, payload: payload.subarray(half) }),
      ]);
      const mirror = await upgraded(target({ path: "/test/mirror" }));
      mirror.write(sent);
      const came = await mirror.take(sent.length);
      expect(sha256(came)).toBe(sha256(sent));
      mirror.destroy();
      expect(await arrived(target(), sent)).toBe(sha256(sent));
    },
  },
  {
    title: "a message in the packet of the 101 comes; a connection that the backend breaks is broken",
    run: async (place) => {
      const { target } = await place.endpoint();
      const greeting = await upgraded(target({ path: "/test/greeting" }));
      expect(await takeFrame(greeting)).toBe("welcome");
      greeting.destroy();
      const cut = await upgraded(target({ path: "/test/cut" }));
      cut.write("x");
      expect((await cut.rest()).length).toBe(0);
    },
  },
];

/** The bytes that come between the 101 and the end. */
async function converse(target: Target, packets: readonly Buffer[]): Promise<Buffer> {
  const connection = await upgraded(target);
  for (const packet of packets) {
    connection.write(packet);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return connection.rest();
}

async function upgraded(target: Target): Promise<RawConnection> {
  const connection = await connectRaw(target);
  const { status, head } = await askRaw(connection, [
    `GET ${target.path ?? "/"} HTTP/1.1`,
    `Host: ${target.host ?? name}`,
    ...handshakeLines,
    "Sec-WebSocket-Protocol: first, second",
  ]);
  expect(status, head).toBe(101);
  expect(head).toMatch(/^sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r$/im);
  expect(head).toMatch(/^sec-websocket-protocol: first\r$/im);
  return connection;
}

/** The SHA-256 of what the backend got. */
async function arrived(target: Target, sent: Buffer): Promise<string> {
  const connection = await upgraded({ ...target, path: `/test/arrived?bytes=${sent.length}` });
  connection.write(sent);
  const digest = await takeFrame(connection);
  connection.destroy();
  return digest;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function describe(bytes: Buffer): string {
  return `${bytes.length} bytes (${bytes.subarray(0, 40).toString("hex")}…)`;
}
