import { expect, test } from "vitest";
import { contendersFor, nameOf, yardstick } from "../../scripts/benchmarks/proxies/contender.ts";

test("all are compared with the guide's nginx, also where nginx itself is not wanted", () => {
  expect(contendersFor(["haproxy"]).map(({ name }) => name)).toEqual([
    "direct",
    "nginx, guide",
    "haproxy, guide",
    "haproxy, ours",
    "haproxy, ours (ECDSA)",
  ]);
  expect(yardstick).toBe(nameOf("nginx", "guide"));
});

test("a proxy without a guide is compared all the same", () => {
  const names = contendersFor(["embedded"]).map(({ name }) => name);
  expect(names).toContain("embedded, ours");
  expect(names).not.toContain("embedded, guide");
});
