import type { Facts } from "./facts.ts";
import { isChange } from "./is-change.ts";
import type { CertificatePlan, Planners } from "./plan.ts";
import type { Service, Step, ValidateConfig } from "./step.ts";

/**
 * What an authority has to find on port 80 before there is a certificate: the ports are opened first, and the proxy
 * answers challenges, with the pair that it serves now or without any. Nothing where it does so already. A program that
 * answers by itself needs the port to itself: a proxy of ours that serves a pair lets go of it first.
 */
export function answerChallenges(
  facts: Facts,
  planners: Planners,
  challenge: CertificatePlan["challenge"],
  ports: readonly Step[],
  dhparamFile: string | undefined,
): readonly Step[] {
  if (challenge === undefined) return [];
  const started = facts.units[planners.proxy.unit]?.active === true;
  if (challenge === "on-port-80" && !(started && planners.served)) return ports;
  const { served } = planners;
  // What the proxy serves with the pair of now stays as it is; a group that is still to come is no file yet.
  const group = dhparamFile !== undefined && facts.files[dhparamFile]?.kind === "file" ? { dhparamFile } : {};
  const files = served === undefined ? undefined : { ...served, ...group };
  const copies = served === undefined ? [] : (planners.copies?.(served, false) ?? []);
  const proxy = planners.proxy.plan(files);
  const changes = [...copies, ...proxy.steps].filter(isChange).map(early);
  const service = serve(facts, planners, true, false, { restart: false, said: proxy.reload }).map(early);
  return [...changes, ...(changes.length === 0 && started ? [] : service), ...ports];
}

const earlyMark = ":challenge";

/** The same step comes once more when there is a certificate. */
function early<S extends Step>(step: S): S {
  return { ...step, id: `${step.id}${earlyMark}` };
}

/** Whether it is there for the challenge alone. */
export function isEarly({ id }: Step): boolean {
  return id.endsWith(earlyMark);
}

/**
 * The test of the configuration, and the service that takes it up.
 * @param how.restart one that runs before us too
 * @param how.said what a reload does to open connections, where it closes them
 */
export function serve(
  facts: Facts,
  planners: Planners,
  changed: boolean,
  startedEarlier: boolean,
  { restart, said }: { readonly restart: boolean; readonly said: string | undefined },
): readonly (ValidateConfig | Service)[] {
  const { id, title, unit, configTest: test, workers } = planners.proxy;
  const state = facts.units[unit];
  const runs = startedEarlier || (state?.active === true && state.enabled);
  const restarts = restart && state?.active === true;
  const action = runs ? (changed || restarts ? "update" : "no-op") : "create";
  return [
    {
      kind: "ValidateConfig",
      id: `test:${id}`,
      title: `${title}: test the configuration`,
      why: "A configuration with a fault is never loaded.",
      action,
      undo: "exact",
      proxy: id,
      test,
    },
    {
      kind: "Service",
      id: `service:${unit}`,
      title: runs
        ? `${title}: ${restarts ? "restart" : "load the new configuration"}`
        : `${title}: start now and at boot`,
      why: runs
        ? restarts
          ? "What only a restart changes was allowed to change; open connections are closed."
          : (said ?? "A reload takes the new files and drops no connection.")
        : "The endpoint is there after a reboot too.",
      action,
      undo: "exact",
      unit,
      enable: true,
      want: "running",
      test,
      ...(restarts ? { restart: true as const } : {}),
      ...(workers === undefined ? {} : { workers }),
    },
  ];
}
