/** One message of the WebSocket protocol as the server sees it; control frames included. */
export type Message = { readonly opcode: number; readonly payload: Buffer };

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

type Frame = Message & { readonly final: boolean; readonly length: number };

/** An unmasked frame from the server, RFC 6455 section 5.2. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const first = 0x80 | opcode;
  if (payload.length < 126) return Buffer.concat([Buffer.from([first, payload.length]), payload]);
  if (payload.length < 65_536) {
    const head = Buffer.from([first, 126, 0, 0]);
    head.writeUInt16BE(payload.length, 2);
    return Buffer.concat([head, payload]);
  }
  const head = Buffer.alloc(10);
  head.writeUInt8(first, 0);
  head.writeUInt8(127, 1);
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

/** Takes the bytes of one client and gives back the messages they complete, fragments put together. */
export function messageReader(): (bytes: Buffer) => readonly Message[] {
  let pending: Buffer = Buffer.alloc(0);
  let fragments: readonly Frame[] = [];
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    const messages: Message[] = [];
    for (let frame = decodeFrame(pending); frame !== undefined; frame = decodeFrame(pending)) {
      pending = pending.subarray(frame.length);
      if (frame.opcode >= opcodes.close) {
        messages.push(frame);
        continue;
      }
      fragments = [...fragments, frame];
      if (!frame.final) continue;
      const payload = Buffer.concat(fragments.map((fragment) => fragment.payload));
      messages.push({ opcode: fragments[0]?.opcode ?? frame.opcode, payload });
      fragments = [];
    }
    return messages;
  };
}

/** The first whole frame in the bytes, or undefined while it is incomplete. */
function decodeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = (bytes.readUInt8(1) & 0x80) !== 0;
  const start = 2 + extended + (masked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const size =
    extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + size) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (masked) for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  const first = bytes.readUInt8(0);
  return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload, length: start + size };
}
