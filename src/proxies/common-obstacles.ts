import type { Facts, Listener } from "../core/facts.ts";
import type { Problem } from "../core/finding.ts";
import { shCommand } from "../core/sh-word.ts";
import { folderOf } from "../core/stale.ts";
import type { Step } from "../core/step.ts";
import type { Proxy as ProxyPlugin } from "./proxy.ts";

type Named = Pick<ProxyPlugin, "title" | "unit" | "processes">;

/** Somebody forbade the service to start. */
export function maskedUnit(unit: string, { units }: Facts): readonly Problem[] {
  if (units[unit]?.masked !== true) return [];
  return [
    {
      text: `The service ${unit} is masked: somebody forbade it to start.`,
      next: `systemctl unmask ${unit}`,
    },
  ];
}

/** Units under which a server's process is commonly run. */
const unitOf: ReadonlyMap<string | undefined, string> = new Map([
  ["nginx", "nginx"],
  ["apache2", "apache2"],
  ["haproxy", "haproxy"],
  ["caddy", "caddy"],
  ["lighttpd", "lighttpd"],
  ["wss-setup-embed", "wss-setup-embedded"],
]);

/** A port that the proxy needs and another program has. */
export function takenPort(port: number, proxy: Named, facts: Facts): readonly Problem[] {
  const holder = facts.listeners.find(
    (each) => each.port === port && !isOwn(each, proxy, facts) && !lettingGo(each, facts),
  );
  if (holder === undefined) return [];
  const { process, pid } = holder;
  const who =
    process === undefined ? "another program" : pid === undefined ? process : `${process} (process ${pid})`;
  const unit = unitOf.get(process);
  const look = pid === undefined ? `ss -ltnp 'sport = :${port}'` : `systemctl status ${pid}`;
  return [
    {
      text: `Port ${port} is taken by ${who}; ${proxy.title} needs it.`,
      next: unit === undefined ? look : `systemctl disable --now ${unit}`,
    },
  ];
}

/** Where nobody may see the process (no root), the proxy's running service is taken to be the holder. */
function isOwn({ process }: Listener, { unit, processes }: Named, { units }: Facts): boolean {
  return units[unit]?.active === true && (process === undefined || processes.includes(process));
}

/** A proxy that an earlier run of ours started, and that this one stops because another takes its place. */
function lettingGo({ process }: Listener, { installation, units }: Facts): boolean {
  const unit = unitOf.get(process);
  const before = unit === undefined ? undefined : installation?.units[unit];
  return before?.active === false && unit !== undefined && units[unit]?.active === true;
}

/** A file that is edited has to be one: in the place of a link it would be cut off from whatever keeps the one it leads to. */
export function linkedFiles(steps: readonly Step[], { files }: Facts): readonly Problem[] {
  return steps.flatMap((step) => {
    const there = step.kind === "EditFile" ? files[step.path] : undefined;
    if (step.kind !== "EditFile" || there?.kind !== "symlink") return [];
    const { path } = step;
    const target = there.target.startsWith("/") ? there.target : `${folderOf(path)}/${there.target}`;
    return [
      {
        text: `${path} is a link to ${target}, and wss-setup edits no file through a link: put a file in its place.`,
        next: shCommand(["cp", "--remove-destination", target, path]),
      },
    ];
  });
}
