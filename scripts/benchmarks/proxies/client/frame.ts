/** RFC 6455 5.2: the whole message in one frame, binary. */
const binary = 0x82;

/**
 * A masked frame of `size` bytes. The mask is four zeros, which leave the payload as it is: a proxy cannot tell, and
 * masking costs neither end anything. Of random bytes, so that nothing can be compressed.
 */
export function clientFrame(payload: Buffer): Buffer {
  return Buffer.concat([head(payload.length, 0x80), Buffer.alloc(4), payload]);
}

/** The same message as the server sends it: without a mask. */
export function serverFrame(payload: Buffer): Buffer {
  return Buffer.concat([head(payload.length, 0), payload]);
}

function head(length: number, masked: number): Buffer {
  if (length < 126) return Buffer.from([binary, masked | length]);
  if (length > 0xffff) throw new Error(`a message of ${length} bytes; 65,535 is the most here`);
  return Buffer.from([binary, masked | 126, length >> 8, length & 0xff]);
}
