import type { Service } from "../../../core/step.ts";
import type { Host } from "../../../host/host.ts";
import { releaseStarts } from "../../../packages/held-starts.ts";
import type { ServiceManager } from "../../../services/service.ts";
import { testConfig } from "../config-test.ts";
import type { Effect, EffectContext } from "../effect.ts";
import { reloadAndSettle } from "../reload.ts";

export const validateConfig: Effect<"ValidateConfig"> = {
  prepare: async (step, context) => ({
    record: { kind: "nothing" },
    act: async () => {
      await testConfig(context.host, context.services, step.test);
      return { kind: "nothing" };
    },
  }),
};

export const service: Effect<"Service"> = {
  prepare: async (step, context) => {
    const { active, enabled } = await context.services.state(context.host, step.unit);
    const { unit, test, workers } = step;
    return {
      record: {
        kind: "unit",
        unit,
        active,
        enabled,
        ...(test === undefined ? {} : { test }),
        ...(workers === undefined ? {} : { workers }),
        ...(active && step.want === "running" && step.restart ? { restart: true } : {}),
      },
      act: async () => {
        await reach(step, active, context);
        return { kind: "unit", unit: step.unit, active: step.want === "running", enabled: step.enable };
      },
    };
  },
};

async function reach(
  step: Service,
  active: boolean,
  { host, services: manager }: EffectContext,
): Promise<void> {
  // A run that was killed while apt worked, and is gone on from, still holds the service.
  await releaseStarts(host);
  await manager.reloadUnits(host);
  if (step.enable) await manager.enable(host, step.unit);
  else await manager.disable(host, step.unit);
  if (step.want === "stopped") await manager.stop(host, step.unit);
  if (step.want === "running") await (active ? takeUp(step, host, manager) : manager.start(host, step.unit));
}

function takeUp(step: Service, host: Host, manager: ServiceManager): Promise<void> {
  return step.restart ? manager.restart(host, step.unit) : reloadAndSettle(host, manager, step);
}
