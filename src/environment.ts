import { sources } from "./certificates/index.ts";
import type { CertificateSource } from "./certificates/source.ts";
import { type EndpointPorts, standardPorts } from "./core/endpoint-ports.ts";
import type { Host } from "./host/host.ts";
import { ReadOnlyHost } from "./host/read-only-host.ts";
import { probeInit } from "./probe/init.ts";
import { proxies } from "./proxies/index.ts";
import type { Proxy as ProxyPlugin } from "./proxies/proxy.ts";
import { serviceManagerOf } from "./services/index.ts";
import type { ServiceManager } from "./services/service.ts";

/** What the job works on and with. A real box and the demo's folder differ in this alone: nobody asks which it is. */
export interface Environment {
  readonly host: Host;
  /** Proxies that may be chosen. */
  readonly proxies: readonly ProxyPlugin[];
  /** Certificate sources that may be chosen. */
  readonly sources: readonly CertificateSource[];
  readonly services: ServiceManager;
  /** Where the endpoint listens. */
  readonly ports: EndpointPorts;
}

/** A box as it is: everything that is built, and the service manager that runs it. */
export async function realEnvironment(host: Host): Promise<Environment> {
  const services = serviceManagerOf(await probeInit(host));
  return { host, proxies, sources, services, ports: standardPorts };
}

/** The same, but whoever gets it can change nothing. */
export function readOnly(environment: Environment): Environment {
  return { ...environment, host: new ReadOnlyHost(environment.host) };
}
