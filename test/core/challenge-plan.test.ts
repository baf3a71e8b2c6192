import { describe, expect, it } from "vitest";
import { writeFile } from "../../src/core/build-step.ts";
import type { Facts, FileFacts } from "../../src/core/facts.ts";
import { isChange } from "../../src/core/is-change.ts";
import { type CertificatePlan, type Plan, type Planners, plan, planRotation } from "../../src/core/plan.ts";
import { sha256 } from "../../src/core/sha256.ts";
import type { IssueCertificate, OpenPort, Step } from "../../src/core/step.ts";
import { emptyBox, plannersWith, someAnswers } from "../helpers/facts.ts";

const site = "/etc/proxy/site.conf";
const pair = { certificateFile: "/etc/c.crt", keyFile: "/etc/c.key" };
const served = { certificateFile: "/etc/old.crt", keyFile: "/etc/old.key" };
const running: Facts["units"] = { nginx: { loaded: true, active: true, enabled: true, masked: false } };

const order: IssueCertificate = {
  kind: "IssueCertificate",
  id: "certificate:/etc/c.crt",
  title: "certificate",
  why: "for the test",
  action: "create",
  undo: "best-effort",
  source: "certbot",
  names: someAnswers.names,
  key: "ecdsa",
  ...pair,
};

function port(number: number): OpenPort {
  return {
    kind: "OpenPort",
    id: `port:${number}`,
    title: `port ${number}`,
    why: "for the test",
    action: "create",
    undo: "exact",
    manager: "iptables",
    port: number,
    family: 4,
  } as OpenPort;
}

/** What a site says that serves this pair, or port 80 alone. */
function siteOf(files?: { readonly certificateFile: string; readonly dhparamFile?: string }): string {
  const group = files?.dhparamFile === undefined ? "" : ` group ${files.dhparamFile};`;
  return `listen 80; challenges; ${files === undefined ? "" : `tls ${files.certificateFile};${group}`}\n`;
}

function there(content: string): FileFacts {
  return { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sha256(content), text: content };
}

interface Scene {
  readonly facts?: Partial<Facts>;
  readonly challenge?: CertificatePlan["challenge"];
  readonly served?: Planners["served"];
  readonly dhparamFile?: string;
}

function planners(
  { facts, challenge, served: now, dhparamFile }: Scene,
  asked: unknown[] = [],
): readonly [Facts, Planners] {
  const seen: Facts = { ...emptyBox, ...facts };
  const base = plannersWith();
  const nothing = { problems: [], warnings: [] };
  return [
    seen,
    {
      ...base,
      certificate: () => ({ ...nothing, ...pair, steps: [order], ...(challenge && { challenge }) }),
      ...(now && { served: now }),
      ...(dhparamFile && { dhparam: () => ({ steps: [], file: dhparamFile }) }),
      proxy: {
        ...base.proxy,
        plan: (files) => {
          asked.push(files);
          const wanted = { path: site, content: siteOf(files), mode: 0o644, why: "for the test" };
          return { ...nothing, steps: [writeFile(seen, wanted)], refusesUnknownNames: true };
        },
      },
      firewall: () => ({ ...nothing, steps: [port(80), port(443)] }),
    },
  ];
}

function planOf(scene: Scene, asked?: unknown[]): Plan {
  const [facts, chosen] = planners(scene, asked);
  return plan(someAnswers, facts, chosen);
}

function changes({ steps }: Plan): readonly string[] {
  return steps.filter((step: Step) => isChange(step) || step.kind === "ValidateConfig").map(({ id }) => id);
}

/** What follows in any case. */
const settings = ["folder:/etc/wss-setup", "file:/etc/wss-setup/answers.yaml"];
const early = [`file:${site}:challenge`, "test:nginx:challenge", "service:nginx:challenge"];
const ports = ["port:80", "port:443"];
const afterwards = [order.id, `file:${site}`, "test:nginx", "service:nginx", ...settings];

describe("an authority that finds its challenge through the proxy", () => {
  it("on an empty box: port 80 is served without a pair and opened, then comes the order, then the pair is served", () => {
    const asked: unknown[] = [];
    const made = planOf({ challenge: "through-proxy" }, asked);
    expect(changes(made)).toEqual([...early, ...ports, ...afterwards]);
    expect(asked).toContain(undefined);
    expect(contents(made)).toEqual([siteOf(), siteOf(pair)]);
    expect(actionsOf(made, "Service")).toEqual(["create", "update"]);
  });

  it("while another pair is served: the proxy goes on with that one until the new one is there", () => {
    const facts = { units: running, files: { [site]: there("listen 443;\n") } };
    const made = planOf({ facts, challenge: "through-proxy", served });
    expect(changes(made)).toEqual([...early, ...ports, ...afterwards]);
    expect(contents(made)).toEqual([siteOf(served), siteOf(pair)]);
    expect(actionsOf(made, "Service")).toEqual(["update", "update"]);
  });

  it("and that the proxy answers already: nothing early but the ports", () => {
    const facts = { units: running, files: { [site]: there(siteOf(served)) } };
    const made = planOf({ facts, challenge: "through-proxy", served });
    expect(changes(made)).toEqual([...ports, ...afterwards]);
    expect(contents(made)).toEqual([siteOf(pair)]);
    expect(actionsOf(made, "Service")).toEqual(["update"]);
  });

  it("with a group of its own, it keeps that: nothing early but the ports", () => {
    const dhparamFile = "/etc/group.pem";
    const now = there(siteOf({ ...served, dhparamFile }));
    const facts = { units: running, files: { [site]: now, [dhparamFile]: there("group") } };
    const made = planOf({ facts, challenge: "through-proxy", served, dhparamFile });
    expect(changes(made)).toEqual([...ports, ...afterwards]);
    expect(contents(made)).toEqual([siteOf({ ...pair, dhparamFile })]);
  });

  it("with a group that is not there yet, it goes on without", () => {
    const facts = { units: running, files: { [site]: there("listen 443;\n") } };
    const dhparamFile = "/etc/group.pem";
    const made = planOf({ facts, challenge: "through-proxy", served, dhparamFile });
    expect(contents(made)).toEqual([siteOf(served), siteOf({ ...pair, dhparamFile })]);
  });

  it("whose early step undoes what is as wanted already: that is done once more", () => {
    const facts = { units: running, files: { [site]: there(siteOf(pair)) } };
    const made = planOf({ facts, challenge: "through-proxy", served });
    expect(changes(made)).toEqual([...early, ...ports, ...afterwards]);
    expect(contents(made)).toEqual([siteOf(served), siteOf(pair)]);
  });

  it("and that a proxy would answer which does not run: it is started first", () => {
    const made = planOf({ facts: { files: { [site]: there(siteOf()) } }, challenge: "through-proxy" });
    expect(changes(made)).toEqual([
      "test:nginx:challenge",
      "service:nginx:challenge",
      ...ports,
      ...afterwards,
    ]);
  });

  it("for the pair that is served: the site stays as it is, and the new pair is loaded", () => {
    const facts = { units: running, files: { [site]: there(siteOf(pair)) } };
    const made = planOf({ facts, challenge: "through-proxy", served: pair });
    expect(changes(made)).toEqual([...ports, order.id, "test:nginx", "service:nginx", ...settings]);
  });
});

describe("an authority that finds its challenge by the program itself", () => {
  it("has the ports opened first, and the proxy is not touched before the pair is there", () => {
    const asked: unknown[] = [];
    const made = planOf({ challenge: "on-port-80" }, asked);
    expect(changes(made)).toEqual([...ports, ...afterwards]);
    expect(asked).not.toContain(undefined);
    expect(actionsOf(made, "Service")).toEqual(["create"]);
  });

  it("finds the port free: the proxy that held it lets go first, and goes on with the pair that it serves", () => {
    const facts = { units: running, files: { [site]: there("listen 80; listen 443;\n") } };
    const made = planOf({ facts, challenge: "on-port-80", served });
    expect(changes(made)).toEqual([...early, ...ports, ...afterwards]);
    expect(contents(made)).toEqual([siteOf(served), siteOf(pair)]);
    expect(actionsOf(made, "Service")).toEqual(["update", "update"]);
  });

  it("leaves a proxy alone that does not run, or serves nothing of ours", () => {
    const files = { [site]: there("listen 80;\n") };
    expect(changes(planOf({ facts: { files }, challenge: "on-port-80", served }))).toEqual([
      ...ports,
      ...afterwards,
    ]);
    expect(changes(planOf({ facts: { files, units: running }, challenge: "on-port-80" }))).toEqual([
      ...ports,
      ...afterwards,
    ]);
  });
});

describe("a pair that no authority looks for", () => {
  it("has the ports opened last: there is something behind them then", () => {
    const made = planOf({});
    const [settled, opened] = [changes(made).indexOf("service:nginx"), changes(made).indexOf("port:80")];
    expect(opened).toBeGreaterThan(settled);
    expect(changes(made).some((id) => id.endsWith(":challenge"))).toBe(false);
  });
});

it.each<Scene["challenge"]>(["through-proxy", "on-port-80", undefined])(
  "no id comes twice: %s",
  (challenge) => {
    for (const now of [undefined, served, pair]) {
      for (const facts of [{}, { units: running, files: { [site]: there("listen 443;\n") } }]) {
        const scene: Scene = { facts, ...(challenge && { challenge }), ...(now && { served: now }) };
        const ids = planOf(scene).steps.map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)]);
        expect(ids.filter((id) => id === "port:80")).toHaveLength(1);
      }
    }
  },
);

it("a rotation orders through the proxy as it is, and reloads it", () => {
  const facts = { units: running, files: { [site]: there(siteOf(pair)) } };
  const [seen, chosen] = planners({ facts, challenge: "through-proxy", served: pair });
  const { steps, left } = planRotation(someAnswers, seen, chosen);
  expect(steps.map(({ id }) => id)).toEqual([order.id, "test:nginx", "service:nginx", "verify"]);
  expect(left).toEqual([
    ...ports.map((id) => id.replace(":", " ")),
    "/etc/wss-setup",
    "/etc/wss-setup/answers.yaml",
  ]);
});

it("a rotation leaves each pending file once", () => {
  const facts = { units: running, files: { [site]: there("listen 443;\n") } };
  const [seen, chosen] = planners({ facts, challenge: "through-proxy", served });
  expect(planRotation(someAnswers, seen, chosen).left.filter((title) => title === site)).toHaveLength(1);
});

function contents({ steps }: Plan): readonly string[] {
  return steps.flatMap((step) =>
    step.kind === "WriteFile" && step.path === site && step.action !== "no-op" ? [step.content] : [],
  );
}

function actionsOf({ steps }: Plan, kind: Step["kind"]): readonly string[] {
  return steps.filter((step) => step.kind === kind).map(({ action }) => action);
}
