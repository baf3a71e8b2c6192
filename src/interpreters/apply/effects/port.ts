import type { PortRecord } from "../../../core/journal.ts";
import type { ClosePort, OpenPort } from "../../../core/step.ts";
import { firewallById } from "../../../firewalls/index.ts";
import type { Effect, EffectContext, Prepared } from "../effect.ts";

/** The same record for opening and closing: whether our rule is there. */
async function prepare(step: OpenPort | ClosePort, { host }: EffectContext): Promise<Prepared> {
  const firewall = firewallById(step.manager);
  const family = step.family === undefined ? {} : { family: step.family };
  const record = (open: boolean): PortRecord => ({
    kind: "port",
    manager: step.manager,
    port: step.port,
    ...family,
    open,
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

export const openPort: Effect<"OpenPort"> = { prepare };
export const closePort: Effect<"ClosePort"> = { prepare };
