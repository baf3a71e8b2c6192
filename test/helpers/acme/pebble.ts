import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpGet } from "../client/http-get.ts";
import type { DirectoryPair } from "./directory-pair.ts";
import { startService } from "./service.ts";

export type PebbleOptions = {
  /** How many of 100 good nonces are refused with badNonce; 0 when left out. */
  readonly nonceReject?: number;
  /** Each of the three validations of a challenge waits a random time below so many whole seconds; none when left out. */
  readonly validationSleep?: number;
  /** How long its certificates are valid; 90 days when left out. */
  readonly certificateDays?: number;
  /** A name that was validated stays so for the account, as at Let's Encrypt; otherwise each order is validated anew. */
  readonly reuseAuthorizations?: boolean;
  /** Names it refuses to issue for, with rejectedIdentifier. */
  readonly blocked?: readonly string[];
};

export type Pebble = {
  readonly port: number;
  /** The roots of what it issues, PEM; made anew at each start. */
  readonly roots: () => Promise<string>;
  /** What it has printed so far. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
};

const acmePort = 14_001;
const managementPort = 15_000;

/**
 * Starts pebble, Let's Encrypt's small ACME server, on an address. It fetches challenges over port 80, and asks the DNS
 * on port 53 of the same address. A name with an AAAA record is fetched over IPv6 alone, without Let's Encrypt's second
 * try over IPv4; it never asks for CAA.
 */
export async function startPebble(
  address: string,
  pair: DirectoryPair,
  options: PebbleOptions = {},
): Promise<Pebble> {
  const { nonceReject = 0, validationSleep, certificateDays = 90, blocked = [] } = options;
  const { reuseAuthorizations = false } = options;
  const folder = mkdtempSync(join(tmpdir(), "wss-setup-pebble-"));
  const files = { certificate: join(folder, "certificate.pem"), privateKey: join(folder, "key.pem") };
  const pebble = {
    listenAddress: `${address}:${acmePort}`,
    managementListenAddress: `${address}:${managementPort}`,
    ...files,
    httpPort: 80,
    tlsPort: 443,
    certificateValidityPeriod: certificateDays * 86_400,
    domainBlocklist: blocked,
  };
  writeFileSync(files.certificate, pair.certificate);
  writeFileSync(files.privateKey, pair.key, { mode: 0o600 });
  writeFileSync(join(folder, "config.json"), JSON.stringify({ pebble }));
  const env = {
    PEBBLE_WFE_NONCEREJECT: String(nonceReject),
    PEBBLE_AUTHZREUSE: reuseAuthorizations ? "100" : "0",
    ...(validationSleep === undefined
      ? { PEBBLE_VA_NOSLEEP: "1" }
      : { PEBBLE_VA_SLEEPTIME: String(validationSleep) }),
  };
  const argv = ["/usr/bin/pebble", "-config", join(folder, "config.json"), "-dnsserver", `${address}:53`];
  try {
    const service = await startService(argv, { env, address, ports: [acmePort, managementPort] });
    const roots = async () => {
      const { body } = await httpGet({ ip: address, port: managementPort, path: "/roots/0", ca: pair.root });
      return body;
    };
    return { port: acmePort, roots, ...service };
  } finally {
    // It has read them by the time it listens.
    rmSync(folder, { recursive: true });
  }
}
