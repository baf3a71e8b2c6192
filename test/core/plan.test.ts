import { describe, expect, it } from "vitest";
import { createDirectory, symlink, writeFile } from "../../src/core/build-step.ts";
import type { Facts, FileFacts } from "../../src/core/facts.ts";
import { isChange } from "../../src/core/is-change.ts";
import { type Planners, plan, planRotation } from "../../src/core/plan.ts";
import { sha256 } from "../../src/core/sha256.ts";
import type { Step } from "../../src/core/step.ts";
import { emptyBox, installed, plannersWith, someAnswers } from "../helpers/facts.ts";

const path = "/etc/proxy/site.conf";
const why = "for the test";

const running = { nginx: { loaded: true, active: true, enabled: true, masked: false } };

function fileFacts(content: string): FileFacts {
  return { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sha256(content), text: content };
}

/** Planners whose proxy wants one file with this content. */
function wantFile(facts: Facts, content: string): Planners {
  const base = plannersWith();
  return {
    ...base,
    proxy: {
      ...base.proxy,
      plan: () => ({
        steps: [writeFile(facts, { path, content, mode: 0o644, why })],
        problems: [],
        warnings: [],
        refusesUnknownNames: true,
      }),
    },
  };
}

function actions(steps: readonly Step[]): Record<string, string> {
  return Object.fromEntries(steps.filter(isChange).map((step) => [step.id, step.action]));
}

/** The facts after everything that the plan wants has been done. */
function afterwards(facts: Facts, steps: readonly Step[]): Facts {
  const files: Record<string, FileFacts> = { ...facts.files };
  for (const step of steps) {
    if (step.kind === "WriteFile")
      files[step.path] = { ...fileFacts(step.content), mode: step.mode } as FileFacts;
    if (step.kind === "CreateDirectory")
      files[step.path] = { kind: "directory", mode: step.mode, uid: 0, gid: 0 };
  }
  return { ...facts, files, units: running };
}

describe("plan", () => {
  it("gives the same plan for the same input", () => {
    const once = plan(someAnswers, emptyBox, wantFile(emptyBox, "a\n"));
    expect(JSON.stringify(plan(someAnswers, emptyBox, wantFile(emptyBox, "a\n")))).toBe(JSON.stringify(once));
  });

  it("plans only no-ops once everything is as wanted", () => {
    const first = plan(someAnswers, emptyBox, wantFile(emptyBox, "a\n"));
    expect(first.steps.some(isChange)).toBe(true);
    const done = afterwards(emptyBox, first.steps);
    expect(actions(plan(someAnswers, done, wantFile(done, "a\n")).steps)).toEqual({});
  });

  it("changes just the file and the service when one content changes, and reloads instead of starting", () => {
    const done = afterwards(emptyBox, plan(someAnswers, emptyBox, wantFile(emptyBox, "a\n")).steps);
    const owned = {
      before: { kind: "absent" },
      after: done.files[path] as Extract<FileFacts, { kind: "file" }>,
    } as const;
    const facts = { ...done, installation: installed({ paths: { [path]: owned } }) };
    const next = plan(someAnswers, facts, wantFile(facts, "b\n"));
    expect(actions(next.steps)).toEqual({ [`file:${path}`]: "update", "service:nginx": "update" });
    expect(next.drift).toEqual([]);
  });

  it("tests the configuration before the service takes it, and proves the endpoint last", () => {
    const kinds = plan(someAnswers, emptyBox, wantFile(emptyBox, "a\n")).steps.map((step) => step.kind);
    expect(kinds.indexOf("ValidateConfig")).toBeGreaterThan(kinds.indexOf("WriteFile"));
    expect(kinds.indexOf("Service")).toBe(kinds.indexOf("ValidateConfig") + 1);
    expect(kinds.at(-1)).toBe("Verify");
  });

  it("tries a start too, before the service takes the configuration, where the proxy asks for it", () => {
    const planners = wantFile(emptyBox, "a\n");
    const trial = { argv: ["proxy", "--try"] };
    const proxy = { ...planners.proxy, plan: () => ({ ...planners.proxy.plan(), trial }) };
    const { steps } = plan(someAnswers, emptyBox, { ...planners, proxy });
    const kinds = steps.map(({ kind }) => kind);
    expect(steps[kinds.lastIndexOf("ValidateConfig")]).toMatchObject({ id: "trial:nginx", test: trial });
    expect(kinds.indexOf("Service")).toBe(kinds.indexOf("ValidateConfig") + 2);
  });

  it("names a file that other hands edited as drift", () => {
    const facts: Facts = {
      ...emptyBox,
      files: { [path]: fileFacts("edited\n") },
      installation: installed({ paths: { [path]: { before: { kind: "absent" }, after: record("ours\n") } } }),
    };
    expect(plan(someAnswers, facts, wantFile(facts, "new\n")).drift).toEqual([path]);
  });

  it("names a file at our path that we never wrote as drift", () => {
    const facts: Facts = { ...emptyBox, files: { [path]: fileFacts("somebody's\n") } };
    expect(plan(someAnswers, facts, wantFile(facts, "new\n")).drift).toEqual([path]);
  });

  it("takes back what is ours and not wanted any more, folders after their files", () => {
    const owned = (after: FileFacts) => ({ before: { kind: "absent" } as const, after: after as never });
    const facts: Facts = {
      ...emptyBox,
      files: {
        "/etc/old": { kind: "directory", mode: 0o755, uid: 0, gid: 0 },
        "/etc/old/site.conf": fileFacts("old\n"),
      },
      units: { haproxy: { loaded: true, active: true, enabled: true, masked: false } },
      installation: installed({
        paths: {
          "/etc/old": owned({ kind: "directory", mode: 0o755, uid: 0, gid: 0 }),
          "/etc/old/site.conf": owned(fileFacts("old\n")),
        },
        units: { haproxy: { active: false, enabled: false } },
        ports: [{ manager: "iptables", port: 80, family: 4 }],
      }),
    };
    const { steps } = plan({ ...someAnswers, redirectHttp: false }, facts, plannersWith());
    const ids = steps.filter((step) => step.action === "delete").map((step) => step.id);
    expect(ids).toEqual([
      "service:haproxy",
      "file:/etc/old/site.conf",
      "file:/etc/old",
      "port:iptables:v4:80",
    ]);
  });

  it("leaves alone what the operator took away since, and a folder that went with its package", () => {
    const [edited, removed, folder] = ["/etc/proxy/proxy.conf", "/etc/proxy/on/default", "/etc/proxy/on"];
    const link = { kind: "symlink", target: "../default" } as const;
    const absent = { kind: "absent" } as const;
    const installation = installed({
      paths: {
        [edited]: { before: record("stock\n"), after: record("ours\n") },
        [removed]: { before: link, after: absent },
      },
    });
    const stepsOn = (there: FileFacts) => {
      const files = { [edited]: absent, [removed]: absent, [folder]: there };
      const { steps } = plan(someAnswers, { ...emptyBox, installation, files }, plannersWith());
      return steps.flatMap((step) => (step.kind === "RestoreFile" ? [step.path] : []));
    };
    expect(stepsOn(absent)).toEqual([]);
    expect(stepsOn({ kind: "directory", mode: 0o755, uid: 0, gid: 0 })).toEqual([removed]);
  });

  it("keeps what is to stay with all that is below it, and nothing that only begins alike", () => {
    const kept = ["/etc/wss-setup/ca", "/var/lib/wss-setup-www/wss-setup-root.pem"];
    const going = ["/etc/wss-setup/ca.old", "/etc/old.conf"];
    const below = ["/etc/wss-setup/ca/root.key", "/etc/wss-setup/ca/root-0123abcd.crt"];
    const owned = { before: { kind: "absent" }, after: record("ours\n") } as const;
    const paths = Object.fromEntries([...kept, ...going, ...below].map((path) => [path, owned]));
    const facts: Facts = { ...emptyBox, installation: installed({ paths }) };
    const gone = ({ steps }: { readonly steps: readonly Step[] }) =>
      steps.flatMap((step) => (step.kind === "RestoreFile" ? [step.path] : []));
    expect(gone(plan(someAnswers, facts, plannersWith({ kept })))).toEqual(going);
    expect(gone(plan(someAnswers, facts, plannersWith()))).toHaveLength(6);
  });

  it("leaves a folder of ours in which others have put something since", () => {
    const folder = { kind: "directory", mode: 0o755, uid: 0, gid: 0 } as const;
    const absent = { kind: "absent" } as const;
    const owned = { before: absent, after: folder };
    const facts: Facts = {
      ...emptyBox,
      files: {
        "/etc/a": { ...folder, names: ["b", "hook"] },
        "/etc/a/b": { ...folder, names: ["theirs"] },
        "/etc/a/hook": fileFacts("ours\n"),
        "/etc/c": { ...folder, names: ["d"] },
        "/etc/c/d": { ...folder, names: [] },
      },
      installation: installed({
        paths: {
          "/etc/a": owned,
          "/etc/a/b": owned,
          "/etc/a/hook": { before: absent, after: record("ours\n") },
          "/etc/c": owned,
          "/etc/c/d": owned,
        },
      }),
    };
    const { steps } = plan(someAnswers, facts, plannersWith());
    expect(steps.filter((step) => step.action === "delete").map((step) => step.id)).toEqual([
      "file:/etc/c/d",
      "file:/etc/c",
      "file:/etc/a/hook",
    ]);
  });

  it("knows from the facts that the backend was down before anything began", () => {
    const down: Facts = { ...emptyBox, backends: {} };
    const verify = plan(someAnswers, down, plannersWith()).steps.at(-1);
    expect(verify).toMatchObject({ kind: "Verify", backendWasDown: true });
  });

  it("asks the firewall for port 80 only where something answers there", () => {
    const asked: number[][] = [];
    const planners = plannersWith({
      firewall: (ports) => {
        asked.push([...ports]);
        return { steps: [], problems: [], warnings: [] };
      },
    });
    plan(someAnswers, emptyBox, planners);
    plan({ ...someAnswers, redirectHttp: false }, emptyBox, planners);
    expect(asked).toEqual([[80, 443], [443]]);
  });
});

describe("planRotation", () => {
  it("keeps the certificate's steps, the test, the reload and the proof, and lists what it leaves", () => {
    const certificate = symlink(emptyBox, { path: "/etc/c.crt", target: "x", why });
    const planners: Planners = {
      ...wantFile(emptyBox, "pending\n"),
      certificate: () => ({
        steps: [certificate],
        problems: [],
        warnings: [],
        certificateFile: "/etc/c.crt",
        keyFile: "/etc/c.key",
      }),
    };
    const rotation = planRotation(someAnswers, emptyBox, planners);
    expect(rotation.steps.map((step) => step.id)).toEqual([
      "link:/etc/c.crt",
      "test:nginx",
      "service:nginx",
      "verify",
    ]);
    expect(rotation.left).toContain(path);
  });

  it("is not kept from its work by an edit in a file that it leaves alone, and is by one in its own", () => {
    const files = { [path]: fileFacts("edited\n"), "/etc/c.crt": fileFacts("edited\n") };
    const facts: Facts = { ...emptyBox, files };
    const steps = (certificate: Step[]) => () => ({
      ...plannersWith().certificate(true),
      steps: certificate,
    });
    const own = symlink(facts, { path: "/etc/c.crt", target: "x", why });
    const others = wantFile(facts, "pending\n");
    expect(planRotation(someAnswers, facts, { ...others, certificate: steps([]) }).drift).toEqual([]);
    expect(planRotation(someAnswers, facts, { ...others, certificate: steps([own]) }).drift).toEqual([
      "/etc/c.crt",
    ]);
  });

  it("reloads where other hands put the new pair in its place", () => {
    const { certificate, ...rest } = plannersWith();
    const planners = { ...rest, certificate: () => ({ ...certificate(true), loadAnew: true }) };
    const facts = { ...emptyBox, units: running };
    expect(actions(planRotation(someAnswers, facts, planners).steps)).toEqual({ "service:nginx": "update" });
  });
});

describe("a pair that was exchanged behind the service", () => {
  const there = {
    names: someAnswers.names,
    notBefore: "2026-11-01T00:00:00.000Z",
    notAfter: "2027-11-01T00:00:00.000Z",
    fingerprint: "ab".repeat(32),
    key: "rsa",
    selfSigned: false,
    issuer: "CN=Root",
    keyMatches: true,
  } as const;

  it.each([
    ["is loaded when another one is served", "cd".repeat(32), { "service:nginx": "update" }],
    ["is left alone when it is served", "ab".repeat(32), {}],
    ["is left alone when nobody knows what is served", undefined, {}],
  ])("%s", (_, served, expected) => {
    const facts: Facts = {
      ...afterwards(emptyBox, plan(someAnswers, emptyBox, plannersWith()).steps),
      certificates: { "/etc/c.crt": there },
      ...(served === undefined ? {} : { served }),
    };
    expect(actions(plan(someAnswers, facts, plannersWith()).steps)).toEqual(expected);
  });
});

describe("createDirectory", () => {
  it("leaves a folder that is there as it is, whatever its mode", () => {
    const facts: Facts = {
      ...emptyBox,
      files: { "/etc/ssl/private": { kind: "directory", mode: 0o710, uid: 0, gid: 5 } },
    };
    expect(createDirectory(facts, { path: "/etc/ssl/private", mode: 0o700, why }).action).toBe("no-op");
  });
});

function record(content: string) {
  return { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sha256(content) } as const;
}
