import { clientFrame } from "./frames.ts";
import { handshakeLines } from "./raw.ts";

const lines = (...texts: readonly string[]) => [...texts, "", ""].join("\r\n");

/** Requests that no server may take for a handshake; `host` is a name that it has. RFC 9112, RFC 6455. */
export function malformedRequests(
  host: string,
): readonly (readonly [what: string, bytes: string | Buffer])[] {
  const keyless = handshakeLines.filter((line) => !line.startsWith("Sec-WebSocket-Key"));
  return [
    ["nothing but noise", Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 197 + 7) % 256))],
    ["nothing but line ends", "\r\n".repeat(2_000)],
    ["a NUL in a field", lines("GET /malformed HTTP/1.1", `Host: ${host}`, "X-A: a\0b")],
    ["a NUL in the path", lines("GET /malformed\0 HTTP/1.1", `Host: ${host}`)],
    ["no version", lines("GET /malformed", `Host: ${host}`)],
    ["a version of its own", lines("GET /malformed HTTP/9.9", `Host: ${host}`)],
    ["no Host", lines("GET /malformed HTTP/1.1")],
    ["two Hosts", lines("GET /malformed HTTP/1.1", `Host: ${host}`, "Host: other.example.com")],
    ["a Host with a path", lines("GET /malformed HTTP/1.1", `Host: ${host}/../x`)],
    ["a field without a colon", lines("GET /malformed HTTP/1.1", `Host: ${host}`, "nothing")],
    ["a blank before the colon", lines("GET /malformed HTTP/1.1", `Host : ${host}`)],
    [
      "a length that is no number",
      lines("POST /malformed HTTP/1.1", `Host: ${host}`, "Content-Length: many"),
    ],
    ["a negative length", lines("POST /malformed HTTP/1.1", `Host: ${host}`, "Content-Length: -1")],
    [
      "two lengths",
      lines("POST /malformed HTTP/1.1", `Host: ${host}`, "Content-Length: 1", "Content-Length: 2"),
    ],
    [
      "a chunk that is no number",
      `${lines("POST /malformed HTTP/1.1", `Host: ${host}`, "Transfer-Encoding: chunked")}zz\r\nx\r\n`,
    ],
    [
      "a coding that nobody knows",
      lines("POST /malformed HTTP/1.1", `Host: ${host}`, "Transfer-Encoding: xchunked"),
    ],
    ["a field that never ends", `GET /malformed HTTP/1.1\r\nHost: ${host}\r\nX-A: ${"a".repeat(200_000)}`],
    ["a thousand fields", lines("GET /malformed HTTP/1.1", ...Array(20_000).fill("X-A: b"), `Host: ${host}`)],
    ["a handshake without a key", lines("GET / HTTP/1.1", `Host: ${host}`, ...keyless)],
  ];
}

const opcode = { continuation: 0, text: 1, reserved: 3, close: 8, ping: 9 } as const;
const text = Buffer.from("hello");

/** What no client may send over an open WebSocket (RFC 6455, 5). */
export const malformedFrames: readonly (readonly [what: string, bytes: Buffer])[] = [
  ["reserved bits", clientFrame({ opcode: opcode.text, payload: text, reserved: 7 })],
  ["an opcode that there is none of", clientFrame({ opcode: opcode.reserved, payload: text })],
  ["no mask", clientFrame({ opcode: opcode.text, payload: text, mask: null })],
  ["a continuation of nothing", clientFrame({ opcode: opcode.continuation, payload: text })],
  ["a ping in fragments", clientFrame({ opcode: opcode.ping, payload: text, final: false })],
  ["a ping of 200 bytes", clientFrame({ opcode: opcode.ping, payload: Buffer.alloc(200) })],
  ["a length of 2^63", Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])],
  ["a close of one byte", clientFrame({ opcode: opcode.close, payload: Buffer.alloc(1) })],
  ["a text that is no UTF-8", clientFrame({ opcode: opcode.text, payload: Buffer.from([0xc3, 0x28]) })],
];
