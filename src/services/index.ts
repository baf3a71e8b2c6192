import type { Facts } from "../core/facts.ts";
import type { ServiceManager } from "./service.ts";
import { systemd } from "./systemd.ts";
import { sysv } from "./sysv.ts";

/** Everything that can start services. */
export const serviceManagers: readonly ServiceManager[] = [systemd, sysv];

/** The one that runs the box. @throws Error for an init that no plug-in has, which the types rule out */
export function serviceManagerOf(init: Facts["init"]): ServiceManager {
  const found = serviceManagers.find(({ id }) => id === init);
  if (found === undefined) throw new Error(`no service manager for ${init}`);
  return found;
}
