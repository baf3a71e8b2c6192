import { startService } from "./service.ts";

/** One CAA record: `{ tag: "issue", value: "letsencrypt.org" }`. Its flags are always 0. */
export type CaaRecord = { readonly tag: string; readonly value: string };

/**
 * The only DNS that a box and the ACME server know: any name has the default addresses. It has no NXDOMAIN: a name
 * without an address is an empty answer.
 */
export type Dns = {
  /** The A records of a name; none: the default again. */
  readonly setA: (name: string, addresses: readonly string[]) => Promise<void>;
  /** The AAAA records of a name; none: the default again. */
  readonly setAaaa: (name: string, addresses: readonly string[]) => Promise<void>;
  /** The CAA records of a name; there are none by default, for no name. */
  readonly setCaa: (name: string, records: readonly CaaRecord[]) => Promise<void>;
  /** Answers every question for the name with SERVFAIL, or no longer. */
  readonly setServfail: (name: string, broken?: boolean) => Promise<void>;
  /** What names without records of their own have; undefined: no address of that family. */
  readonly setDefaults: (ip4: string | undefined, ip6: string | undefined) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const managementPort = 8055;

/** Starts pebble-challtestsrv on port 53 of an address, UDP and TCP. */
export async function startDns(
  address: string,
  ip4: string | undefined,
  ip6: string | undefined,
): Promise<Dns> {
  const flags = {
    dns01: `${address}:53`,
    management: `${address}:${managementPort}`,
    defaultIPv4: ip4 ?? "",
    defaultIPv6: ip6 ?? "",
    http01: "",
    https01: "",
    tlsalpn01: "",
  };
  const argv = Object.entries(flags).flatMap(([flag, value]) => [`-${flag}`, value]);
  const ports = [53, managementPort];
  const { stop } = await startService(["/usr/bin/pebble-challtestsrv", ...argv], { address, ports });
  const post = async (path: string, body: unknown) => {
    const url = `http://${address}:${managementPort}/${path}`;
    const reply = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    if (!reply.ok)
      throw new Error(`challtestsrv answered ${path} with ${reply.status}: ${await reply.text()}`);
  };
  return {
    setA: async (host, addresses) => {
      await post("clear-a", { host });
      if (addresses.length > 0) await post("add-a", { host, addresses });
    },
    setAaaa: async (host, addresses) => {
      await post("clear-aaaa", { host });
      if (addresses.length > 0) await post("add-aaaa", { host, addresses });
    },
    setCaa: async (host, policies) => {
      await post("clear-caa", { host });
      if (policies.length > 0) await post("add-caa", { host, policies });
    },
    setServfail: (host, broken = true) => post(broken ? "set-servfail" : "clear-servfail", { host }),
    setDefaults: async (newIp4, newIp6) => {
      await post("set-default-ipv4", { ip: newIp4 ?? "" });
      await post("set-default-ipv6", { ip: newIp6 ?? "" });
    },
    stop,
  };
}
