import { outside } from "../core/errors.ts";
import type { Host } from "../host/host.ts";
import { dhParamText } from "./pem.ts";

export interface GenerateOptions {
  /** Length of the prime, at least 512. */
  readonly bits: number;
  readonly onLine: (line: string) => void;
  /** Kills the search. */
  readonly signal?: AbortSignal;
}

/** OpenSSL's condition for the generator 2: it then generates the large subgroup and leaks no bit (`man DH_check`). */
const modulus = 24n;
const remainder = 23n;

/**
 * Runs in the child. `generatePrime` tells nothing while it searches and cannot be cancelled: the ticks say that it
 * lives, and end it when nobody reads them any more.
 */
const search = `
process.on("uncaughtException", ({ message }) => {
  console.error(message);
  process.exit(1);
});
const bits = Number(process.argv[1]);
const begun = performance.now();
const say = () => console.log("searching " + Math.round((performance.now() - begun) / 1000));
const ticks = setInterval(say, 3000);
say();
require("node:crypto").generatePrime(bits, { safe: true, add: ${modulus}n, rem: ${remainder}n, bigint: true }, (error, prime) => {
  clearInterval(ticks);
  if (error) throw error;
  console.log("prime " + prime.toString(16));
});
`;

/**
 * A fresh safe prime with the generator 2, as the text of a parameter file. A search of 2048 bits takes from seconds to
 * minutes; `onLine` hears every three seconds that it goes on.
 * @throws Failure with what the child said; `signal.reason` when it was aborted
 */
export async function generateDhParam(
  host: Host,
  { bits, onLine, signal }: GenerateOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const result = await host.run([process.execPath, "-e", search, String(bits)], {
    onLine: (line) => {
      const seconds = /^searching (\d+)$/.exec(line)?.[1];
      if (seconds !== undefined) onLine(`looking for a safe prime of ${bits} bits, ${seconds} s so far`);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  signal?.throwIfAborted();
  const digits = /^prime ([0-9a-f]+)$/m.exec(result.stdout)?.[1];
  const prime = digits === undefined ? 0n : BigInt(`0x${digits}`);
  if (result.code !== 0 || prime.toString(2).length !== bits || prime % modulus !== remainder) {
    throw outside(
      "The search for a Diffie-Hellman prime failed.",
      result.stderr.trim() || `exit code ${result.code}`,
    );
  }
  return dhParamText(prime, 2n, `a safe prime of ${bits} bits, made on this box`);
}
