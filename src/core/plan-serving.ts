import type { Facts } from "./facts.ts";
import { isChange } from "./is-change.ts";
import type { CertificatePlan, Planners } from "./plan.ts";
import type { ConfigTest, Service, Step, ValidateConfig } from "./step.ts";

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
  const { steps, trial, reload } = planners.proxy.plan(files);
  const changes = [...copies, ...steps].filter(isChange).map(early);
  const service = serve(facts, planners, { changed: true, trial, said: reload }).map(early);
  return [...changes, ...(changes.length === 0 && started ? [] : service), ...ports];
}

const earlyMark = ":challenge";

/** The same step comes once more when there is a certificate. */
function early<S extends Step>(step: S): S {
  return { ...step, id: `${step.id}${earlyMark}` };
}

/** Whether it is the step for the challenge of one that comes again. */
export function isEarlyOf({ id }: Step, later: Step): boolean {
  return id === `${later.id}${earlyMark}`;
}

/** Whether it is there for the challenge alone. */
export function isEarly({ id }: Step): boolean {
  return id.endsWith(earlyMark);
}

/** What is known of the service when its step is planned. */
interface Serving {
  readonly changed: boolean;
  /** By an earlier step. */
  readonly started?: boolean;
  /** Also one that runs before us. */
  readonly restart?: boolean;
  /** A further test of the configuration. */
  readonly trial: ConfigTest | undefined;
  /** What a reload does to open connections, where it closes them. */
  readonly said: string | undefined;
}

/** The tests of the configuration, and the service that takes it up. */
export function serve(
  facts: Facts,
  planners: Planners,
  { changed, started = false, restart = false, trial, said }: Serving,
): readonly (ValidateConfig | Service)[] {
  const { id, title, unit, configTest: test, workers } = planners.proxy;
  const state = facts.units[unit];
  const runs = started || (state?.active === true && state.enabled);
  const restarts = restart && state?.active === true;
  const action = runs ? (changed || restarts ? "update" : "no-op") : "create";
  const validate: ValidateConfig = {
    kind: "ValidateConfig",
    id: `test:${id}`,
    title: `${title}: test the configuration`,
    why: "A configuration with a fault is never loaded.",
    action,
    undo: "exact",
    proxy: id,
    test,
  };
  return [
    validate,
    ...(trial === undefined
      ? []
      : [
          {
            ...validate,
            id: `trial:${id}`,
            title: `${title}: try a start with it`,
            why: "Some faults show only at a start; no connection sees this one.",
            test: trial,
          },
        ]),
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
