import { installHostPackages } from "../box/available.ts";
import { must } from "../box/command.ts";
import type { Target } from "./target.ts";

/** What sslscan found that a server takes. */
export type TlsScan = {
  /** "TLSv1.2" */
  readonly protocols: readonly string[];
  /** Suites of TLS 1.2 and earlier, in OpenSSL's names. */
  readonly ciphers: readonly string[];
  /** Groups of the key exchange, in sslscan's names. */
  readonly groups: readonly string[];
  /** Compression, renegotiation that is not secure, Heartbleed: those that are there. */
  readonly faults: readonly string[];
};

/** Tries every version, suite and group on a server; some seconds. Installs sslscan on this machine if it is missing. */
export async function scanTls({ ip, port = 443, host = "" }: Target): Promise<TlsScan> {
  await installHostPackages({ "/usr/bin/sslscan": "sslscan" });
  const address = ip.includes(":") ? `[${ip}]` : ip;
  const xml = await must(["sslscan", "--xml=-", `--sni-name=${host}`, `${address}:${port}`]);
  const found = (element: string) =>
    [...xml.matchAll(new RegExp(`<${element} ([^>]*)/>`, "g"))].map(([, attributes = ""]) =>
      Object.fromEntries(
        [...attributes.matchAll(/([\w]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      ),
    );
  const protocols = found("protocol")
    .filter(({ enabled }) => enabled === "1")
    .map(({ type = "", version = "" }) => `${type.toUpperCase()}v${version}`);
  const faults = [
    ...found("compression")
      .filter(({ supported }) => supported === "1")
      .map(() => "compression"),
    ...found("renegotiation")
      .filter(({ supported, secure }) => supported === "1" && secure !== "1")
      .map(() => "insecure renegotiation"),
    ...found("heartbleed")
      .filter(({ vulnerable }) => vulnerable === "1")
      .map(() => "Heartbleed"),
  ];
  const ciphers = found("cipher").filter(({ sslversion }) => sslversion !== "TLSv1.3");
  return {
    protocols,
    ciphers: [...new Set(ciphers.map(({ cipher = "" }) => cipher))],
    groups: [...new Set(found("group").map(({ name = "" }) => name))],
    faults,
  };
}
