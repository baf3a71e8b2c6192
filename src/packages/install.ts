import { outside } from "../core/errors.ts";
import { type AptContext, apt, lastLines, repairInterrupted, simulate, updateLists } from "./apt.ts";
import { parseSimulation, type Simulation } from "./apt-output.ts";

/** What apt would do to install these packages; updates the package lists first where they do not know them. */
export async function simulateInstall(context: AptContext, packages: readonly string[]): Promise<Simulation> {
  let result = await simulate(context.host, installing(packages));
  if (result.code !== 0) {
    await updateLists(context);
    result = await simulate(context.host, installing(packages));
  }
  if (result.code !== 0) throw outside(`apt cannot install ${packages.join(", ")}`, lastLines(result.stderr));
  return parseSimulation(result.stdout);
}

/**
 * Installs packages without a question; conffiles of the operator stay, and so does every package.
 * @param simulated what apt is going to do @returns what it did, which is more than that where its lists were too old
 * @throws Failure with what apt said
 */
export async function install(
  context: AptContext,
  packages: readonly string[],
  simulated: Simulation,
): Promise<Simulation> {
  await repairInterrupted(context);
  let did = simulated;
  let result = await apt(context, installing(packages));
  if (result.code !== 0 && /Unable to fetch|404 {2}Not Found/.test(result.stderr)) {
    await updateLists(context);
    did = await simulateInstall(context, packages);
    result = await apt(context, installing(packages));
  }
  if (result.code !== 0)
    throw outside(`apt could not install ${packages.join(", ")}`, lastLines(result.stderr));
  return did;
}

function installing(packages: readonly string[]): readonly string[] {
  return ["--no-remove", "install", "--", ...packages];
}
