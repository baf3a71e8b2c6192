import { describe, expect, it } from "vitest";
import { firewallById, firewalls } from "../../src/firewalls/index.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { emptyBox } from "../helpers/facts.ts";

const refusing = { ...emptyBox.firewall, v4: ["-P INPUT DROP"], v6: ["-P INPUT DROP"], managerRules: [] };

describe.each(firewalls)("the firewall $id", (firewall) => {
  const facts = { ...emptyBox, firewall: { ...refusing, manager: firewall.id } };
  const port = { manager: firewall.id, port: 443 } as const;

  it("is found by its id", () => {
    expect(firewallById(firewall.id)).toBe(firewall);
  });

  it("plans a step for each shut port, named after itself, the same every time", () => {
    const { steps } = firewall.plan([80, 443], facts);
    const opened = steps.filter((step) => step.kind === "OpenPort");
    expect(new Set(opened.map((step) => step.port))).toEqual(new Set([80, 443]));
    expect(
      opened.every(
        ({ id, manager, action }) =>
          id.startsWith(`port:${firewall.id}:`) && manager === firewall.id && action === "create",
      ),
    ).toBe(true);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
    expect(firewall.plan([80, 443], facts).steps).toEqual(steps);
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
  });

  it("plans nothing for no ports", () => {
    expect(firewall.plan([], facts)).toEqual({ steps: [], problems: [], warnings: [] });
  });

  it("does not claim a port is open, nor go on in silence, where its program is missing", async () => {
    const host = new MemoryHost();
    await expect(firewall.open(host, port)).rejects.toMatchObject({ name: "Failure", kind: "outside" });
    await expect(firewall.close(host, port)).rejects.toMatchObject({ name: "Failure", kind: "outside" });
    expect(host.writes).toEqual([]);
  });
});
