import { opcodes } from "../backend/frames.ts";
import { askRaw, connectRaw, type RawConnection } from "./raw.ts";
import type { Target } from "./target.ts";

/** A frame as a client sends it (RFC 6455 5.2); what is left out is as in a whole message. */
export type ClientFrame = {
  readonly opcode: number;
  readonly payload?: Buffer;
  /** false: fragments follow. */
  readonly final?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved?: number;
  /** null: unmasked, which no client may. */
  readonly mask?: Buffer | null;
};

const someMask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

export function clientFrame({
  opcode,
  payload = Buffer.alloc(0),
  final = true,
  reserved = 0,
  mask = someMask,
}: ClientFrame): Buffer {
  const { length } = payload;
  const masked = mask === null ? 0 : 0x80;
  const first = (final ? 0x80 : 0) | (reserved << 4) | opcode;
  const size = Buffer.alloc(length < 126 ? 0 : length < 65_536 ? 2 : 8);
  if (size.length === 2) size.writeUInt16BE(length);
  if (size.length === 8) size.writeBigUInt64BE(BigInt(length));
  const short = size.length === 0 ? length : size.length === 2 ? 126 : 127;
  const head = Buffer.concat([Buffer.from([first, masked | short]), size, mask ?? Buffer.alloc(0)]);
  if (mask === null) return Buffer.concat([head, payload]);
  const body = Buffer.from(payload);
  for (let index = 0; index < length; index += 1) body[index] = (body[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return Buffer.concat([head, body]);
}

/** Waits for the payload of the next frame from the server, one of less than 64 KiB. */
export async function takeFrame(connection: RawConnection): Promise<string> {
  const short = (await connection.take(2)).readUInt8(1);
  const length = short === 126 ? (await connection.take(2)).readUInt16BE() : short;
  return (await connection.take(length)).toString("utf8");
}

/** What the test backend was told by a handshake. */
export type Told = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly port: number;
};

/** Sends a handshake line by line. @returns its status, and what the backend was told where that is 101 */
export async function tellOf(
  target: Target,
  lines: readonly string[],
): Promise<{ readonly status: number; readonly told?: Told }> {
  const connection = await connectRaw(target);
  try {
    const { status } = await askRaw(connection, lines);
    if (status !== 101) return { status };
    connection.write(clientFrame({ opcode: opcodes.text, payload: Buffer.from('{"test":"headers"}') }));
    return { status, told: JSON.parse(await takeFrame(connection)) };
  } finally {
    connection.destroy();
  }
}
