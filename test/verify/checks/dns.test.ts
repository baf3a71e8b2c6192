import { expect, it } from "vitest";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { checkDns } from "../../../src/verify/checks/dns.ts";

it("a name without a record is told with where one is added, and how to see that it is there", async () => {
  const found = await checkDns(new MemoryHost(), "node.example.com", ["203.0.113.7"], 60_000);
  expect(found).toMatchObject({
    status: "warning",
    cause: expect.stringContaining("203.0.113.7"),
    fix: expect.stringMatching(/^add the record .*: getent ahosts node\.example\.com$/),
  });
});
