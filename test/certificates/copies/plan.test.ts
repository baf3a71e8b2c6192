import { describe, expect, it } from "vitest";
import { planCopies } from "../../../src/certificates/copies/plan.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { type Planners, plan, planRotation } from "../../../src/core/plan.ts";
import type { IssueCertificate, PairCopy, Step } from "../../../src/core/step.ts";
import { diffOf } from "../../../src/interpreters/preview/diff.ts";
import { emptyBox, plannersWith, someAnswers } from "../../helpers/facts.ts";

const pair = { certificateFile: "/etc/c.crt", keyFile: "/etc/c.key" };
const old = { certificateFile: "/etc/old.crt", keyFile: "/etc/old.key" };
const copy: PairCopy = { path: "/etc/proxy/pair.pem", parts: ["certificate", "key"], owner: "proxy" };
const id = `copy:${copy.path}`;

function order(action: IssueCertificate["action"]): IssueCertificate {
  const base = {
    id: "certificate:/etc/c.crt",
    title: "certificate",
    why: "for the test",
    undo: "exact",
  } as const;
  const { names } = someAnswers;
  return { ...base, ...pair, kind: "IssueCertificate", action, source: "self-signed", names, key: "rsa" };
}

function planners(facts: Facts, action: IssueCertificate["action"], more: Partial<Planners> = {}): Planners {
  const nothing = { problems: [], warnings: [] };
  return plannersWith({
    certificate: () => ({ ...nothing, ...pair, steps: [order(action)] }),
    copies: (of, changes) => planCopies(facts, [copy], of, changes),
    ...more,
  });
}

function actionOf(steps: readonly Step[], wanted = id): string | undefined {
  return steps.find((step) => step.id === wanted)?.action;
}

const current: Facts = {
  ...emptyBox,
  files: { [copy.path]: { kind: "file", mode: 0o600, uid: 13, gid: 13, sha256: "00" } },
  copies: { [copy.path]: pair.certificateFile },
};

describe("a copy of the pair", () => {
  it("is made right after the pair, by a plan that holds no byte of it", () => {
    const { steps } = plan(someAnswers, emptyBox, planners(emptyBox, "create"));
    const kinds = steps.map(({ kind }) => kind);
    expect(kinds.indexOf("CopyPair")).toBeGreaterThan(kinds.indexOf("IssueCertificate"));
    expect(kinds.indexOf("CopyPair")).toBeLessThan(kinds.indexOf("ValidateConfig"));
    const step = steps.find(({ kind }) => kind === "CopyPair");
    expect(step).toMatchObject({ ...pair, ...copy, action: "create", undo: "exact" });
    expect(step && diffOf(step, emptyBox)).toBe(
      "+++ /etc/proxy/pair.pem\n+(copy of the certificate)\n+(copy of the private key, 0600)\n",
    );
  });

  it.each<[string, Facts, IssueCertificate["action"], string]>([
    ["nothing to do while it is of the pair that is there", current, "no-op", "no-op"],
    ["made anew with the pair", current, "update", "update"],
    [
      "made anew where it is of another pair",
      { ...current, copies: { [copy.path]: "/etc/old.crt" } },
      "no-op",
      "update",
    ],
    ["made anew where it is of none", { ...current, copies: {} }, "no-op", "update"],
  ])("%s", (_, facts, issue, action) => {
    expect(actionOf(plan(someAnswers, facts, planners(facts, issue)).steps)).toBe(action);
  });

  it("goes along with a rotation", () => {
    expect(actionOf(planRotation(someAnswers, current, planners(current, "update")).steps)).toBe("update");
  });

  it("of the pair of before is there for the challenge of an authority", () => {
    const facts = { ...emptyBox, copies: {} };
    const nothing = { problems: [], warnings: [] };
    const { steps } = plan(
      someAnswers,
      facts,
      planners(facts, "create", {
        served: old,
        certificate: () => ({ ...nothing, ...pair, steps: [order("create")], challenge: "through-proxy" }),
      }),
    );
    const copies = steps.filter(({ kind }) => kind === "CopyPair");
    expect(copies).toMatchObject([
      { id: `${id}:challenge`, ...old },
      { id, ...pair },
    ]);
    const at = (wanted: string) => steps.findIndex((step) => step.id === wanted);
    expect(at(`${id}:challenge`)).toBeLessThan(at("service:nginx:challenge"));
    expect(at("certificate:/etc/c.crt")).toBeLessThan(at(id));
  });

  it("goes away when the proxy wants none any more", () => {
    const absent = { kind: "absent" } as const;
    const after = { kind: "file", mode: 0o600, uid: 0, gid: 0, sha256: "00" } as const;
    const facts: Facts = {
      ...emptyBox,
      files: { [copy.path]: { ...after, sha256: "renewed since" } },
      installation: {
        answers: someAnswers,
        lastRun: emptyBox.now,
        paths: { [copy.path]: { before: absent, after, operatorMayEdit: true } },
        units: {},
        ports: [],
        lastKind: "set-up",
        interrupted: false,
      },
    };
    const { steps, drift } = plan(someAnswers, facts, planners(facts, "create", { copies: () => [] }));
    expect(actionOf(steps, `file:${copy.path}`)).toBe("delete");
    expect(drift).toEqual([]);
  });
});
