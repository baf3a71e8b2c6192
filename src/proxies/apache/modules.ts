import { symlink } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import type { Symlink } from "../../core/step.ts";
import { apacheFacts } from "./apache-facts.ts";
import { places } from "./places.ts";
import type { Site } from "./site.ts";

/** Loaded as Debian's package comes. */
const standard = ["alias", "authz_core", "dir", "mime", "reqtimeout", "setenvif"];

/** Those that come with directives of their own, which have to be read too. */
const withFile = ["ssl", "proxy"];

/** Modules that a site needs, in the names of their files. */
export function modulesFor({ https, http, backends, page }: Site): readonly string[] {
  const passes = https !== undefined || (http !== undefined && "port" in http.challenges);
  return [
    ...standard,
    "rewrite",
    ...(passes ? ["proxy", "proxy_http"] : []),
    ...(https === undefined ? [] : ["headers", "ssl", "socache_shmcb"]),
    ...(https?.passesUpgrades && page !== undefined ? ["lua"] : []),
    ...(https !== undefined && !https.passesUpgrades ? ["proxy_wstunnel"] : []),
    ...(https !== undefined && backends.length > 1
      ? ["proxy_balancer", "slotmem_shm", "lbmethod_bybusyness"]
      : []),
  ];
}

/**
 * Links that load what is not loaded yet, as a2enmod(8) makes them. A module that the operator loads in another way is
 * left as it is, and a link of theirs is the same as ours.
 */
export function enableModules(modules: readonly string[], facts: Facts): readonly Symlink[] {
  const apache = apacheFacts(facts);
  const loaded = apache.modules ?? standard;
  return modules.flatMap((module) => {
    const file = `${module}.load`;
    if (loaded.includes(module) && apache.links[file] !== targetOf(file)) return [];
    const files = [...(withFile.includes(module) ? [`${module}.conf`] : []), file];
    return files.map((name) =>
      symlink(facts, {
        path: `${places.modules}/${name}`,
        target: targetOf(name),
        why: `Apache loads its module ${module} from here.`,
      }),
    );
  });
}

function targetOf(file: string): string {
  return `../mods-available/${file}`;
}
