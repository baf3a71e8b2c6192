import type { CaddyFacts, OtherSite } from "./caddy-facts.ts";

/** What of Caddy's own JSON (`caddy adapt`) is looked at. */
interface Adapted {
  readonly apps?: {
    readonly http?: {
      readonly http_port?: number;
      readonly https_port?: number;
      readonly servers?: Readonly<Record<string, Server>>;
    };
  };
}

interface Server {
  readonly listen?: readonly string[];
  readonly routes?: readonly Route[];
}

interface Route {
  readonly match?: readonly { readonly host?: readonly string[] }[];
  readonly handle?: unknown;
}

/** The variable by which our own sites are known again. */
const mark = '"wss_setup":"endpoint"';

/** The sites of a configuration, as Caddy itself reads it; not ours. */
export function sitesOf(json: string): Pick<CaddyFacts, "sites" | "otherPorts"> {
  const { http_port = 80, https_port = 443, servers = {} } = (JSON.parse(json) as Adapted).apps?.http ?? {};
  const sites = Object.values(servers).flatMap(({ listen = [], routes = [] }): readonly OtherSite[] => {
    const ports = [...new Set(listen.map(portOf))];
    const others = routes.filter((route) => !JSON.stringify(route).includes(mark));
    return ports.flatMap((port) => others.map((route) => ({ port, hosts: hostsOf(route) })));
  });
  return { sites, ...(http_port === 80 && https_port === 443 ? {} : { otherPorts: true }) };
}

/** The configuration without what a test of it would write to besides Caddy's own folder: logs, and another storage. */
export function withoutWrites(json: string): string {
  const { logging, storage, ...rest } = JSON.parse(json);
  return JSON.stringify(rest);
}

function hostsOf({ match = [] }: Route): readonly string[] {
  return match.flatMap(({ host = [] }) => host).map((host) => host.toLowerCase());
}

/** Of `:443`, `127.0.0.1:443` or `tcp/[::1]:443`; 0 for what is no TCP port. */
function portOf(listen: string): number {
  return Number(/^(?:tcp[46]?\/)?[^/]*:(\d+)$/.exec(listen)?.[1] ?? 0);
}
