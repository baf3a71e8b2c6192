import type { Answers } from "./answers.ts";
import { backendWarnings } from "./backend-down.ts";
import type { Facts } from "./facts.ts";
import type { Problem, Warning } from "./finding.ts";
import type { Planners } from "./plan.ts";

/** What stands in the way of any plan, whatever its plug-ins say. Pure. */
export function planProblems(answers: Answers, facts: Facts, planners: Planners): readonly Problem[] {
  return [...unknownPackages(facts, planners), ...unreadablePin(answers, facts)];
}

/**
 * What the operator has to know of any plan. Pure.
 * @param proxy.restart what only a restart of it brings
 * @param proxy.waiting the same, of an earlier run
 * @param proxy.reload what its reload does to open connections, where it closes them
 */
export function planWarnings(
  answers: Answers,
  facts: Facts,
  planners: Planners,
  { restart, waiting, reload }: Readonly<Record<"restart" | "waiting" | "reload", string | undefined>>,
): readonly Warning[] {
  return [
    ...backendWarnings(answers, facts),
    ...otherProxy(answers, facts),
    ...waitingForRestart(facts, planners, restart, waiting),
    ...(reload === undefined ? [] : [{ id: reloadCloses, text: reload }]),
  ];
}

/** The warning that a reload closes open connections. */
export const reloadCloses = "reload-closes-connections";

/** What apt would not find. */
function unknownPackages({ packages, platform }: Facts, { packages: groups }: Planners): readonly Problem[] {
  return groups.flatMap(({ title, names }) =>
    names
      .filter((name) => packages[name]?.unknown === true)
      .map((name) => ({
        text: `${title} needs the package ${name}, which apt does not know here (${platform.pretty}).`,
        next: `apt-cache policy ${name}`,
      })),
  );
}

function unreadablePin({ backendCertificate: file }: Answers, { certificates }: Facts): readonly Problem[] {
  if (file === undefined || certificates[file] !== undefined) return [];
  return [{ text: `backendCertificate: there is no certificate in ${file}.`, next: `ls -l ${file}` }];
}

/** Another proxy takes the ports over: the one of before has to let go of them, and of its connections. */
function otherProxy({ proxy }: Answers, { installation }: Facts): readonly Warning[] {
  const before = installation?.answers.proxy;
  if (before === undefined || before === proxy) return [];
  return [
    {
      id: "other-proxy",
      text: `The endpoint changes from ${before} to ${proxy}: connections that are open now are closed, and clients connect anew.`,
    },
  ];
}

/** The warning that something waits for a restart. */
export const restartWaits = "restart-waits";

/** What only a restart brings, where nobody allowed one. */
function waitingForRestart(
  { units }: Facts,
  { mayRestart, proxy: { unit, title } }: Planners,
  restart: string | undefined,
  waiting: string | undefined,
): readonly Warning[] {
  const why = restart ?? waiting;
  if (why === undefined || mayRestart || units[unit]?.active !== true) return [];
  const how = restart === undefined ? "was not started anew since" : "runs and is reloaded only";
  return [
    {
      id: restartWaits,
      text: `${why} ${title} ${how}; a restart closes its open connections.`,
      next: `systemctl restart ${unit}, when it suits`,
    },
  ];
}
