import { outside } from "../../core/errors.ts";
import type { ConfigTest } from "../../core/step.ts";
import { withoutValues } from "../../core/without-values.ts";
import type { Host } from "../../host/host.ts";
import type { ServiceManager } from "../../services/service.ts";

/** Runs a program's own test of its configuration. @throws Failure with what the program said, without secrets of its unit */
export async function testConfig(
  host: Host,
  services: Pick<ServiceManager, "environment">,
  { argv, program = argv[0], refuse, environmentOf }: ConfigTest,
): Promise<void> {
  const env = environmentOf === undefined ? {} : await services.environment(host, environmentOf);
  const { code, stdout, stderr } = await host.run(argv, { env, timeout: 60_000 });
  const said = `${stderr}${stdout}`.trim();
  const refused = refuse !== undefined && new RegExp(refuse, "m").test(said);
  if (code !== 0 || refused) throw outside(`${program} refuses the configuration`, withoutValues(said, env));
}
