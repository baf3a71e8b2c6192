import { expect, it } from "vitest";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { testConfig } from "../../../src/interpreters/apply/config-test.ts";

const variables = { TOKEN: "s3cret" };
const services = { environment: async () => variables };

it("gives a test the environment of the unit, and tells no value of it", async () => {
  const seen: unknown[] = [];
  const host = new MemoryHost({
    run: (_argv, options) => {
      seen.push(options?.env);
      return { code: 1, stderr: "Error: unrecognized directive: s3cret" };
    },
  });
  const test = { argv: ["runuser", "caddy", "validate"], program: "caddy", environmentOf: "caddy" };
  await expect(testConfig(host, services, test)).rejects.toMatchObject({
    message: "caddy refuses the configuration",
    said: "Error: unrecognized directive: {$TOKEN}",
  });
  expect(seen).toEqual([variables]);
});
