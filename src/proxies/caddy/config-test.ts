import type { ConfigTest } from "../../core/step.ts";
import { places } from "./places.ts";

/**
 * As the user that the service has: Caddy's test makes what a start would make (a storage folder, log files), and made by
 * root that would be in the way of the service.
 */
export const configTest: ConfigTest = {
  argv: [
    ...["runuser", "-u", places.user, "--", "env", `HOME=${places.home}`],
    ...["caddy", "validate", "--config", places.main],
  ],
};
