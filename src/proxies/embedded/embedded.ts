import type { Proxy as ProxyPlugin } from "../proxy.ts";
import { places } from "./places.ts";
import { type Listening, planEmbedded } from "./plan-embedded.ts";

/** Our own server on Node, which comes along with the program: nothing has to be installed. */
export function embeddedOn(listening: Listening): ProxyPlugin {
  return {
    id: "embedded",
    title: "built-in proxy",
    packages: [],
    unit: places.program,
    errorLog: places.errorLog,
    processes: ["node"],
    configTest: { argv: [places.program, "--check", places.config] },
    probe: async () => ({}),
    plan: (input) => planEmbedded(input, listening),
  };
}
