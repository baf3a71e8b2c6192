import { describe, expect, it } from "vitest";
import type { Facts } from "../../src/core/facts.ts";
import { type Planners, plan, planRotation } from "../../src/core/plan.ts";
import type { Step } from "../../src/core/step.ts";
import { emptyBox, installed, plannersWith, someAnswers } from "../helpers/facts.ts";

const running: Facts["units"] = { nginx: { loaded: true, active: true, enabled: true, masked: false } };
const reason = "The old limits hold until a restart.";

/** Planners whose proxy has something that only a restart brings. */
function wantRestart(mayRestart: boolean): Planners {
  const base = plannersWith({ mayRestart });
  const nothing = { steps: [], problems: [], warnings: [] };
  return {
    ...base,
    proxy: {
      ...base.proxy,
      plan: () => ({ ...nothing, refusesUnknownNames: true, restart: reason }),
    },
  };
}

function serviceIn(facts: Facts, planners: Planners) {
  const made = plan(someAnswers, facts, planners);
  return { made, service: made.steps.find((step) => step.kind === "Service") };
}

describe("a value that only a restart brings", () => {
  const there = { ...emptyBox, units: running };

  it("leaves a proxy that runs at a reload, and says what waits", () => {
    const { made, service } = serviceIn(there, wantRestart(false));
    expect(service).not.toHaveProperty("restart");
    const [warning] = made.warnings.filter(({ id }) => id === "restart-waits");
    expect(warning?.text).toContain(reason);
    expect(warning?.next).toBe("systemctl restart nginx, when it suits");
  });

  it("restarts it with the operator's yes", () => {
    const { made, service } = serviceIn(there, wantRestart(true));
    expect(service).toMatchObject({
      restart: true,
      action: "update",
      title: expect.stringMatching(/restart/),
    });
    expect(made.warnings).toEqual([]);
  });

  it("means nothing where the proxy does not run yet", () => {
    const { made, service } = serviceIn(emptyBox, wantRestart(true));
    expect(service).not.toHaveProperty("restart");
    expect(made.warnings).toEqual([]);
  });
});

it("says that a reload closes connections, in the plan of a rotation too", () => {
  const base = plannersWith();
  const reload = "A reload closes every open connection.";
  const planners: Planners = {
    ...base,
    proxy: {
      ...base.proxy,
      plan: () => ({ steps: [], problems: [], warnings: [], refusesUnknownNames: true, reload }),
    },
  };
  for (const make of [plan, planRotation]) {
    const { steps, warnings } = make(someAnswers, { ...emptyBox, units: running }, planners);
    expect(warnings).toEqual([{ id: "reload-closes-connections", text: reload }]);
    expect(steps.find(({ kind }) => kind === "Service")?.why).toBe(reload);
  }
});

it("waits for no restart in a rotation, which closes no connection", () => {
  const rotation = planRotation(someAnswers, { ...emptyBox, units: running }, wantRestart(true));
  expect(rotation.steps.find((step) => step.kind === "Service")).not.toHaveProperty("restart");
  expect(rotation.warnings).toEqual([]);
});

describe("a package that apt cannot find", () => {
  const planners = plannersWith({
    packages: [{ id: "packages", title: "Caddy", names: ["caddy"], units: [] }],
  });

  it("stops the job where apt has its lists", () => {
    const facts = { ...emptyBox, packages: { caddy: { unknown: true } } } as const;
    const [problem] = plan(someAnswers, facts, planners).problems;
    expect(problem?.text).toMatch(/caddy.*does not know/);
    expect(problem?.next).toBe("apt-cache policy caddy");
  });

  it.each([
    ["no list was ever fetched", { caddy: {} }],
    ["it is installed", { caddy: { installed: "2.6.2-5" } }],
    ["it has a candidate", { caddy: { candidate: "2.6.2-5" } }],
  ])("is no problem where %s", (_, packages) => {
    expect(plan(someAnswers, { ...emptyBox, packages }, planners).problems).toEqual([]);
  });
});

describe("another proxy in the place of ours", () => {
  it.each([
    ["haproxy" as const, 1],
    ["nginx" as const, 0],
  ])("from nginx to %s: %i warnings that connections are closed", (proxy, count) => {
    const facts = { ...emptyBox, installation: installed({}) };
    const { warnings } = plan({ ...someAnswers, proxy }, facts, plannersWith());
    expect(warnings.filter(({ id }) => id === "other-proxy")).toHaveLength(count);
  });
});

describe("an authority that asks while another proxy takes the ports over", () => {
  const order: Step = {
    kind: "IssueCertificate",
    id: "certificate:/etc/c.crt",
    title: "certificate",
    why: "for the test",
    action: "create",
    undo: "best-effort",
    source: "certbot",
    names: someAnswers.names,
    key: "ecdsa",
    certificateFile: "/etc/c.crt",
    keyFile: "/etc/c.key",
  };
  const base = plannersWith();
  const nothing = { steps: [], problems: [], warnings: [] };
  const haproxy: Planners = {
    ...base,
    packages: [{ id: "packages", title: "HAProxy", names: ["haproxy"], units: ["haproxy"] }],
    proxy: { ...base.proxy, id: "haproxy", title: "HAProxy", unit: "haproxy" },
    certificate: () => ({
      ...nothing,
      steps: [order],
      certificateFile: "/etc/c.crt",
      keyFile: "/etc/c.key",
      challenge: "through-proxy",
    }),
  };
  const facts: Facts = {
    ...emptyBox,
    units: running,
    installation: installed({ units: { nginx: { active: false, enabled: false } } }),
  };

  it("is asked once ours of before has let go of them, and not before the packages are there", () => {
    const ids = plan({ ...someAnswers, proxy: "haproxy" }, facts, haproxy).steps.map(({ id }) => id);
    const places = ["packages", "service:nginx", "service:haproxy:challenge", order.id].map((id) =>
      ids.indexOf(id),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(ids.filter((id) => id === "service:nginx")).toHaveLength(1);
  });
});
