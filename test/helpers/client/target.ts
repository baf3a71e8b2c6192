import { isIP } from "node:net";

/** Where a client connects to, and what it says of itself. */
export type Target = {
  /** The address that is connected to, v4 or v6; no name is looked up. */
  readonly ip: string;
  /** 443 when left out, 80 without TLS. */
  readonly port?: number;
  /** The Host header and the name in SNI; the address, and no SNI, when left out. */
  readonly host?: string;
  /** Another name in SNI than in Host; null sends none. */
  readonly servername?: string | null;
  readonly path?: string;
  /** false: plain ws or http. */
  readonly tls?: boolean;
  /** PEM of the root that must have signed; left out, any certificate is taken and its fingerprint reported. */
  readonly ca?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The own address that is connected from; any when left out. */
  readonly from?: string;
  /** Milliseconds until the client gives up; 10 s when left out. */
  readonly timeout?: number;
};

/** What Node's https, and ws on top of it, need for a target. */
export function connectionTo(target: Target) {
  const { ip, host = isIP(ip) === 6 ? `[${ip}]` : ip, tls = true, ca, path = "/" } = target;
  const name = target.servername === undefined ? host.replace(/:\d+$/, "") : (target.servername ?? "");
  const servername = isIP(name.replace(/^\[|\]$/g, "")) === 0 ? name : "";
  return {
    host: ip,
    port: target.port ?? (tls ? 443 : 80),
    path,
    servername,
    headers: { Host: host, ...target.headers },
    rejectUnauthorized: ca !== undefined,
    ...(ca === undefined ? {} : { ca }),
    ...(target.from === undefined ? {} : { localAddress: target.from }),
    timeout: target.timeout ?? 10_000,
    agent: false as const,
  };
}
