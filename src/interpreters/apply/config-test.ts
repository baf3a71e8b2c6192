import { outside } from "../../core/errors.ts";
import type { ConfigTest } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";

/** Runs a program's own test of its configuration. @throws Failure with what the program said */
export async function testConfig(host: Host, test: ConfigTest): Promise<void> {
  const { code, stdout, stderr } = await host.run(test.argv, { timeout: 60_000 });
  const said = `${stderr}${stdout}`.trim();
  const refused = test.refuse !== undefined && new RegExp(test.refuse, "m").test(said);
  if (code !== 0 || refused) throw outside(`${test.argv[0]} refuses the configuration`, said);
}
