import { installHostPackages } from "../box/available.ts";
import type { Box } from "../box/box.ts";
import { makeDirectoryPair } from "./directory-pair.ts";
import { type Dns, startDns } from "./dns.ts";
import { acmePaths, type Front, startFront } from "./front.ts";
import { type Pebble, type PebbleOptions, startPebble } from "./pebble.ts";

export type AcmeOptions = PebbleOptions & {
  /** The AAAA record of every name; the box's when left out, null for none. */
  readonly ip6?: string | null;
  /** The server is gone when the first client finalizes an order; `front.revive` brings it back. */
  readonly dieBeforeFinalize?: boolean;
};

/** An ACME server of a box's own, at the machine's end of its cable, and the DNS that both of them ask. */
export type Acme = {
  /** For `server` in the answers, or certbot's --server. */
  readonly directory: string;
  /** The environment in which certbot trusts the directory. */
  readonly env: Readonly<Record<string, string>>;
  readonly dns: Omit<Dns, "stop">;
  readonly front: Omit<Front, "stop">;
  /** The roots of what it issues, PEM, for clients that verify the served chain. */
  readonly roots: Pebble["roots"];
  /** Ends it, and gives the box the resolv.conf that it had. */
  readonly stop: () => Promise<void>;
};

const programs = { "/usr/bin/pebble": "pebble", "/usr/bin/pebble-challtestsrv": "pebble" };
const port = 14_000;
const rootFile = "/usr/local/share/acme-lab-root.pem";
const resolverFile = "/etc/resolv.conf";

/**
 * Starts an ACME server for one box: any name resolves to the box, in it and for the server. Take a snapshot after this
 * call, not before: it writes two files. Everything listens on the machine's end of the box's cable only, so each box
 * can have one; it ends with `stop`, or with this process.
 */
export async function startAcme(box: Box, options: AcmeOptions = {}): Promise<Acme> {
  await installHostPackages(programs);
  const { ip6 = box.ip6, dieBeforeFinalize = false, ...pebbleOptions } = options;
  const address = box.hostIp4;
  const pair = await makeDirectoryPair(address);
  const started: (() => void | Promise<void>)[] = [];
  const resolver = await box.readFile(resolverFile);
  const stop = async () => {
    for (const end of started.toReversed()) await end();
    // Not `run`: the box may be gone already.
    await box.exec(["tee", resolverFile], { input: resolver });
  };
  try {
    const dns = await startDns(address, box.ip4, ip6 ?? undefined);
    started.push(dns.stop);
    const pebble = await startPebble(address, pair, pebbleOptions);
    started.push(pebble.stop);
    const front = await startFront({ address, port, behind: pebble.port }, pair);
    started.push(front.stop);
    if (dieBeforeFinalize) front.dieAt(acmePaths.finalize);
    await box.writeFile(rootFile, pair.root);
    await box.writeFile(resolverFile, `nameserver ${address}\n`);
    return {
      directory: `https://${address}:${port}/dir`,
      env: { REQUESTS_CA_BUNDLE: rootFile },
      dns,
      front,
      roots: pebble.roots,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
