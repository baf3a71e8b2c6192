import type { PortRecord } from "../../../core/journal.ts";
import type { ClosePort, OpenPort } from "../../../core/step.ts";
import { firewallById } from "../../../firewalls/index.ts";
import type { Host } from "../../../host/host.ts";
import type { Effect, EffectContext, Prepared } from "../effect.ts";

/** The same record for opening and closing: whether our rule is there. */
async function prepare(step: OpenPort | ClosePort, { host }: EffectContext): Promise<Prepared> {
  const firewall = firewallById(step.manager);
  const family = step.family === undefined ? {} : { family: step.family };
  const absent = await missing(host, (await firewall.files?.(host)) ?? []);
  const record = (open: boolean): PortRecord => ({
    kind: "port",
    manager: step.manager,
    port: step.port,
    ...family,
    open,
    ...(absent.length === 0 ? {} : { absent }),
  });
  return {
    record: record(await firewall.isOpen(host, step)),
    act: async () => {
      if (step.kind === "OpenPort") await firewall.open(host, step);
      else await firewall.close(host, step);
      return record(step.kind === "OpenPort");
    },
  };
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
      if (record.kind === "port" && record.open) return { record, act };
      return {
        record,
        act: async () => {
          await context.guard.watch(firewallById(step.manager).closing(step));
          return act();
        },
      };
    },
  };
}

export const openPort: Effect<"OpenPort"> = guarded({ prepare });
export const closePort: Effect<"ClosePort"> = { prepare };
