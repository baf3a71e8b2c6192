import type { OwnedPort } from "../../../core/facts.ts";
import type { PortRecord } from "../../../core/journal.ts";
import type { ClosePort, OpenPort } from "../../../core/step.ts";
import { firewallById } from "../../../firewalls/index.ts";
import type { Host } from "../../../host/host.ts";
import type { Effect, EffectContext, Prepared } from "../effect.ts";

/** The same record for opening and closing: whether our rule is there, and where. */
async function prepare(step: OpenPort | ClosePort, { host }: EffectContext): Promise<Prepared> {
  const firewall = firewallById(step.manager);
  const owned = await ownedPort(step, host);
  const absent = await missing(host, firewall.files?.(owned) ?? []);
  const place = await firewall.placeOf?.(host, owned);
  const record = (open: boolean): PortRecord => ({
    kind: "port",
    ...owned,
    open,
    ...(absent.length === 0 ? {} : { absent }),
  });
  return {
    record: { ...record(await firewall.isOpen(host, owned)), ...(place && { place }) },
    act: async () => {
      if (step.kind === "OpenPort") await firewall.open(host, owned);
      else await firewall.close(host, owned);
      return record(step.kind === "OpenPort");
    },
  };
}

/** A zone that no step names is the one of now, whichever may be the default later. */
async function ownedPort(
  { manager, port, family, zone: named }: OpenPort | ClosePort,
  host: Host,
): Promise<OwnedPort> {
  const zone = named ?? (await firewallById(manager).zone?.(host));
  return { manager, port, ...(family && { family }), ...(zone && { zone }) };
}

async function missing(host: Host, paths: readonly string[]): Promise<readonly string[]> {
  const stats = await Promise.all(paths.map((path) => host.stat(path)));
  return paths.filter((_, index) => stats[index] === undefined);
}

/** The guard knows of a rule before it is there. One of ours that was there before the run is none of its business. */
function guarded(effect: Effect<"OpenPort">): Effect<"OpenPort"> {
  return {
    prepare: async (step, context) => {
      const { record, act } = await effect.prepare(step, context);
      if (record.kind !== "port" || record.open) return { record, act };
      return {
        record,
        act: async () => {
          await context.guard.watch(firewallById(step.manager).closing(record));
          return act();
        },
      };
    },
  };
}

export const openPort: Effect<"OpenPort"> = guarded({ prepare });
export const closePort: Effect<"ClosePort"> = { prepare };
