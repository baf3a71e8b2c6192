import type { Facts } from "./facts.ts";
import type { Planners } from "./plan.ts";
import type { InstallPackages } from "./step.ts";

/** A step a plug-in: what one of them needs can stay where the other's has to go again. */
export function installPackages(facts: Facts, planners: Planners): readonly InstallPackages[] {
  return planners.packages.flatMap(({ id, title, names, units }): readonly InstallPackages[] => {
    const missing = names.filter((name) => facts.packages[name]?.installed === undefined);
    if (missing.length === 0) return [];
    return [
      {
        kind: "InstallPackages",
        id,
        title: missing
          .map((name) => [name, facts.packages[name]?.candidate].filter(Boolean).join(" "))
          .join(", "),
        why: `${title} and what it needs come from the distribution, which keeps them patched.`,
        action: "create",
        undo: "best-effort",
        packages: missing,
        units,
      },
    ];
  });
}
