import { standardPorts } from "../../core/endpoint-ports.ts";
import type { Proxy as ProxyPlugin } from "../proxy.ts";
import { identity } from "./identity.ts";
import { places } from "./places.ts";
import { type Listening, planEmbedded, planServing } from "./plan-embedded.ts";
import { probeProgram } from "./program-facts.ts";

const common = {
  ...identity,
  id: "embedded",
  packages: [],
  configTest: { argv: [places.program, "--check", places.config] },
} as const;

/** Our own server on Node, which comes along with the program: nothing has to be installed. */
export const embedded: ProxyPlugin = {
  ...common,
  needsSystemd: true,
  probe: (host) => probeProgram(host),
  plan: (input) => planEmbedded(input, { addresses: ["0.0.0.0", "::"], ports: standardPorts }),
};

/** The same in a folder that stands for a box: whoever plays its service manager starts the program itself. */
export function embeddedInFolder(listening: Listening): ProxyPlugin {
  return {
    ...common,
    errorLog: places.demoLog,
    probe: async () => ({}),
    plan: (input) => planServing(input, listening),
  };
}
