import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts, FileFacts } from "../../../src/core/facts.ts";
import { isChange } from "../../../src/core/is-change.ts";
import { sha256 } from "../../../src/core/sha256.ts";
import type { Step } from "../../../src/core/step.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { embedded } from "../../../src/proxies/embedded/embedded.ts";
import { places } from "../../../src/proxies/embedded/places.ts";
import { type ProgramFacts, probeProgram } from "../../../src/proxies/embedded/program-facts.ts";
import { unitText } from "../../../src/proxies/embedded/unit.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";

const files = { server: "/opt/ours/embedded-server.mjs", node: "/opt/node" };
const ours = { [files.server]: "the server", [files.node]: "the Node" };
const program: ProgramFacts = {
  server: { path: files.server, sha256: sha256("the server") },
  node: { path: files.node, sha256: sha256("the Node") },
};
const certificate = { certificateFile: "/srv/tls/a.crt", keyFile: "/srv/tls/a'b.key" };
const running = { loaded: true, active: true, enabled: true, masked: false };

const box: Facts = { ...emptyBox, proxies: { embedded: program } };

function plan(facts: Facts, more: Partial<Answers> = {}, pair: typeof certificate | null = certificate) {
  const answers = { ...someAnswers, proxy: "embedded", ...more } as const;
  return embedded.plan({ answers, facts, ...(pair && { certificate: pair }) });
}

const at = (steps: readonly Step[], path: string) =>
  steps.find((step) => "path" in step && step.path === path);
const contentAt = (steps: readonly Step[], path: string) => {
  const step = at(steps, path);
  return step?.kind === "WriteFile" ? step.content : "";
};
const configOf = (...args: Parameters<typeof plan>) =>
  JSON.parse(contentAt(plan(...args).steps, places.config));

/** The files as these steps leave them. */
function afterwards(steps: readonly Step[]): Record<string, FileFacts> {
  return Object.fromEntries(
    steps.flatMap((step): [string, FileFacts][] => {
      if (step.kind === "CreateDirectory")
        return [[step.path, { kind: "directory", mode: step.mode, uid: 0, gid: 0 }]];
      if (step.kind !== "WriteFile" && step.kind !== "CopyFile") return [];
      const sum = step.kind === "CopyFile" ? step.sha256 : sha256(step.content);
      const text = step.kind === "WriteFile" ? { text: step.content } : {};
      return [[step.path, { kind: "file", mode: step.mode, uid: 0, gid: 0, sha256: sum, ...text }]];
    }),
  );
}

describe("the program", () => {
  it("is copied with the Node that runs us, and the plan has neither's bytes", () => {
    const { steps, problems } = plan(box);
    expect(problems).toEqual([]);
    expect(at(steps, places.server)).toMatchObject({ kind: "CopyFile", from: files.server, mode: 0o644 });
    expect(at(steps, places.node)).toMatchObject({ kind: "CopyFile", from: files.node, mode: 0o755 });
    expect(contentAt(steps, places.program)).toContain(`exec ${places.node} ${places.server} "$@"`);
    expect(contentAt(steps, places.unitFile)).toBe(unitText);
  });

  it("runs on the box's own Node where that is new enough", () => {
    const { node: _, ...withoutNode } = program;
    const { steps } = plan({ ...box, proxies: { embedded: { ...withoutNode, boxNode: "/usr/bin/node" } } });
    expect(at(steps, places.node)).toBeUndefined();
    expect(contentAt(steps, places.program)).toContain(`exec /usr/bin/node ${places.server}`);
  });

  it("is not there in a copy of us that was not built: a problem, with what to do", () => {
    const [problem] = plan({ ...box, proxies: { embedded: {} } }).problems;
    expect(problem).toMatchObject({ text: expect.stringContaining("embedded-server.mjs") });
    expect(problem?.next).toContain("scripts/build");
  });

  it("needs systemd", () => {
    expect(plan({ ...box, init: "sysv" }).problems).toMatchObject([
      { text: expect.stringContaining("needs systemd") },
    ]);
  });

  it("is left as it is by a second plan, and a new one takes a restart of what runs", () => {
    const left: Facts = { ...box, files: afterwards(plan(box).steps), units: { [places.unit]: running } };
    expect(plan(left).steps.filter(isChange)).toEqual([]);
    expect(plan(left).restart).toBeUndefined();
    const newer: Facts = {
      ...left,
      proxies: { embedded: { ...program, server: { path: files.server, sha256: sha256("newer") } } },
    };
    expect(plan(newer).restart).toMatch(/\.$/);
    expect(plan({ ...newer, units: {} }).restart).toBeUndefined();
    // Another pair, another setting: a reload is enough.
    expect(plan(left, {}, { ...certificate, keyFile: "/other.key" }).steps.filter(isChange)).toHaveLength(2);
    expect(plan(left, { limits: false }, { ...certificate, keyFile: "/other.key" }).restart).toBeUndefined();
  });
});

describe("what is handed over", () => {
  it("is the pair where it lies, and what a backend is pinned to, each as one word of the shell", () => {
    const script = contentAt(plan(box, { backendCertificate: "/srv/pin.pem" }).steps, places.handOver);
    expect(script).toContain("hand_over pair.pem 3<'/srv/tls/a'\\''b.key' 4</srv/tls/a.crt\n");
    expect(script).toContain("hand_over backend.pem 3</srv/pin.pem 4</dev/null\n");
  });

  it("is nothing as long as there is no certificate, and port 443 stays closed", () => {
    const asking = {
      certificate: {
        source: "certbot",
        agreeTerms: true,
        server: "production",
        challenge: "webroot",
        key: "ecdsa",
      },
    } as Partial<Answers>;
    const { steps } = plan(box, asking, null);
    expect(contentAt(steps, places.handOver)).not.toMatch(/^hand_over \w/m);
    expect(JSON.parse(contentAt(steps, places.config)).listen).toEqual({
      addresses: ["0.0.0.0", "::"],
      http: 80,
    });
  });
});

describe("the configuration", () => {
  const two = { backend: ["ws://127.0.0.1:3000", "ws://127.0.0.1:3001"] } as const;
  const engine = { answers: true, kind: "engine.io", label: "Socket.IO" } as const;

  it("keeps clients of Engine.IO at one backend, also while it is down", () => {
    const seen: Facts = { ...box, backends: { [two.backend[0]]: engine, [two.backend[1]]: engine } };
    expect(configOf(box, two).sticky).toBe(false);
    const config = contentAt(plan(seen, two).steps, places.config);
    expect(JSON.parse(config).sticky).toBe(true);
    const down: Facts = { ...box, backends: {}, files: afterwards(plan(seen, two).steps) };
    expect(configOf(down, two).sticky).toBe(true);
  });

  it("names what a backend is pinned to, with the names that are in it", () => {
    const facts = {
      ...box,
      certificates: { "/srv/pin.pem": { names: ["node.internal"] } },
    } as unknown as Facts;
    expect(configOf(facts, { backendCertificate: "/srv/pin.pem" }).pin).toEqual({
      file: "/srv/pin.pem",
      names: ["node.internal"],
    });
    expect(configOf(box)).not.toHaveProperty("pin");
  });

  it("passes challenges on to a certbot that answers by itself", () => {
    const certbot = { source: "certbot", agreeTerms: true, server: "production", key: "ecdsa" } as const;
    const by = (challenge: "webroot" | "standalone") =>
      configOf(box, { certificate: { ...certbot, challenge } } as Partial<Answers>).challenges;
    expect(by("webroot")).toEqual({ webroot: "/var/lib/wss-setup-acme" });
    expect(by("standalone")).toEqual({ port: 402 });
  });
});

describe("the box's own Node", () => {
  const node = (version: string) => ({
    run: ([name, flag]: readonly string[]) =>
      name === "node" && flag === "--version" ? { code: 0, stdout: `${version}\n` } : undefined,
  });
  const probed = (version: string, there: Record<string, Placed>) =>
    probeProgram(new MemoryHost({ files: { ...ours, ...there }, ...node(version) }), files);
  const usual = { "/usr/bin/node": { content: "", mode: 0o755 } };

  it.each<[string, Record<string, Placed>, string | undefined]>([
    ["v22.12.0", usual, "/usr/bin/node"],
    ["v24.1.0", usual, "/usr/bin/node"],
    ["v22.11.0", usual, undefined],
    ["v18.20.4", usual, undefined],
    ["v24.1.0", {}, undefined],
    // Whoever may write to it could be the server tomorrow, and where a link leads the server's user may not go.
    ["v24.1.0", { "/usr/bin/node": { content: "", mode: 0o775 } }, undefined],
    ["v24.1.0", { "/usr/bin/node": { content: "", mode: 0o755, uid: 1000 } }, undefined],
    ["v24.1.0", { "/usr/local/bin/node": { target: "/root/n/bin/node" }, ...usual }, undefined],
  ])("%s %j", async (version, there, expected) => {
    const seen = await probed(version, there);
    expect(seen.boxNode).toBe(expected);
    expect(seen.node).toEqual(expected === undefined ? program.node : undefined);
    expect(seen.server).toEqual(program.server);
  });
});
