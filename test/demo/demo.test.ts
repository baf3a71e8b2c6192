import { X509Certificate } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import { authorityName } from "../../src/demo/pretend-authority.ts";
import { type DemoOptions, type DemoWorld, startDemo } from "../../src/demo/start-demo.ts";
import { readOnly } from "../../src/environment.ts";
import { RealHost } from "../../src/host/real-host.ts";
import type { ApplyEvent } from "../../src/interpreters/apply/events.ts";
import { JournalFile } from "../../src/interpreters/apply/journal-file.ts";
import { observe } from "../../src/observe.ts";
import { installation, takeBackRuns, withSession } from "../../src/session.ts";
import { setUp } from "../../src/set-up.ts";
import { readStatus } from "../../src/status.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { echoOver, openWebSocket } from "../helpers/client/websocket.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { cli } from "../proxies/embedded/running-embedded.ts";

async function demo(options: DemoOptions = {}): Promise<DemoWorld> {
  const world = await startDemo(new RealHost(), { program: [process.execPath, cli], ...options });
  onTestFinished(() => world.stop());
  return world;
}

function answersOf({ environment, answers }: DemoWorld, more: Readonly<Record<string, unknown>> = {}) {
  return parseAnswers(
    { ...answers, ...more },
    {
      proxies: environment.proxies.map(({ id }) => id),
      sources: environment.sources.map(({ id }) => id),
      addresses: [],
    },
  );
}

async function apply(
  world: DemoWorld,
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly ApplyEvent[]> {
  const events: ApplyEvent[] = [];
  const signal = new AbortController().signal;
  await setUp(world.environment, answersOf(world, more), { onEvent: (event) => events.push(event), signal });
  return events;
}

/** The endpoint, for a client that trusts this file of the box alone. */
const endpoint = ({ environment, folder }: DemoWorld, trusted = "etc/ssl/certs/wss-setup.crt") => ({
  ip: "127.0.0.1",
  port: environment.ports.https,
  host: "localhost",
  ca: readFileSync(join(folder, trusted), "utf8"),
});

describe("the demo's world", () => {
  it("takes the whole job: real files, a real key, a real proof, and status sees it", async () => {
    const commands: string[] = [];
    const world = await demo({ onCommand: (argv) => commands.push(argv.join(" ")) });
    const events = await apply(world);
    const checks = events.flatMap((event) => (event.type === "check" ? [event.check] : []));
    expect(checks.length).toBeGreaterThan(6);
    expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
    expect((await echoOver(endpoint(world))).echo).toBe("hello");
    expect((await httpGet(endpoint(world))).body).toContain("echo backend");
    const mode = (path: string) => statSync(join(world.folder, path)).mode & 0o777;
    expect(mode("etc/ssl/private/wss-setup.key")).toBe(0o600);
    expect(mode("var/lib/wss-setup/journal.jsonl")).toBe(0o600);
    expect(readFileSync(join(world.folder, "etc/ssl/certs/wss-setup-dhparam.pem"), "utf8")).toMatch(
      /DH PARAMETERS/,
    );
    expect(commands).toHaveLength(4);
    const environment = readOnly(world.environment);
    const installed = installation(await JournalFile.read(environment.host));
    if (installed === undefined) throw new Error("nothing is installed");
    const status = await readStatus(environment, installed);
    expect(status.checks.filter((check) => check.status !== "ok")).toEqual([]);
  });

  it("needs nothing the second time, and changes just what it must without dropping anybody", async () => {
    const world = await demo();
    await apply(world);
    const socket = await openWebSocket(endpoint(world));
    const again = apply(world);
    expect(await stepsOf(again)).toEqual(["verify"]);
    const changed = apply(world, { origins: ["https://app.example.com"] });
    expect(await stepsOf(changed)).toEqual([
      "file:/etc/wss-setup-embedded.json",
      "test:embedded",
      "service:wss-setup-embedded",
      "file:/etc/wss-setup/answers.yaml",
      "verify",
    ]);
    const foreign = await openWebSocket({ ...endpoint(world), headers: { Origin: "https://evil.com" } });
    expect(foreign.status).toBe(403);
    if ("ask" in socket) expect(await socket.ask("still here")).toBe("still here");
  });

  it("is undone to what it was", async () => {
    const world = await demo();
    const before = treeOf(world.folder);
    await apply(world);
    expect(treeOf(world.folder)).not.toEqual(before);
    expect(await takeBackAll(world)).toEqual([]);
    expect(treeOf(world.folder).filter((path) => path !== "var/log/wss-setup-embedded.log")).toEqual(before);
    await expect(httpGet({ ip: "127.0.0.1", port: world.environment.ports.https })).rejects.toThrow(
      "ECONNREFUSED",
    );
  });

  it("rolls everything back when the service does not start", async () => {
    const world = await demo({
      program: [process.execPath, "-e", "console.error('no such luck'); process.exit(1)"],
    });
    const before = treeOf(world.folder);
    await expect(apply(world)).rejects.toThrow(/built-in proxy.*Everything was taken back/s);
    expect(treeOf(world.folder)).toEqual(before);
  });

  it("offers what is built for it and nothing else", async () => {
    const world = await demo();
    expect(world.environment.proxies.map(({ id }) => id)).toEqual(["embedded"]);
    expect(() => answersOf(world, { proxy: "nginx" })).toThrow(/nginx is not in this release/);
    const { plan } = await observe(world.environment, answersOf(world), undefined);
    expect(plan.problems).toEqual([]);
    expect(plan.steps.some(({ kind }) => kind === "InstallPackages")).toBe(false);
  });
});

describe("certificates of every source", () => {
  it("come from a pretend authority through certbot, are renewed on trial, replaced without a drop, and taken back", async () => {
    const commands: string[] = [];
    const world = await demo({ onCommand: (argv) => commands.push(argv.join(" ")) });
    const before = treeOf(world.folder);
    const { server } = world.certificate;
    const certificate = { source: "certbot", agreeTerms: true, server };
    const events = await apply(world, { certificate });
    const lines = events.flatMap((event) => (event.type === "line" ? [event.line] : []));
    expect(lines.join("\n")).toMatch(/localhost answers for this box over IPv4/);
    expect(lines.join("\n")).toMatch(/This certbot pretends: .*nobody outside is asked/);
    expect(commands.filter((command) => command.startsWith("certbot certonly"))).toHaveLength(1);
    const checks = events.flatMap((event) => (event.type === "check" ? [event.check] : []));
    expect(checks.find(({ id }) => id === "renewal")).toMatchObject({ status: "ok" });
    expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);

    const live = join(world.folder, "etc/letsencrypt/live/wss-setup");
    const target = endpoint(world, "etc/letsencrypt/live/wss-setup/chain.pem");
    const first = await openWebSocket(target);
    if (!("ask" in first)) throw new Error("the handshake was refused");
    const leaf = () => new X509Certificate(readFileSync(join(live, "fullchain.pem")));
    expect(first.session?.fingerprint).toBe(leaf().fingerprint256);
    expect(leaf().issuer).toBe(`CN=${authorityName}`);
    expect(leaf().publicKey.asymmetricKeyType).toBe("ec");
    expect(await stepsOf(apply(world, { certificate }))).toEqual(["verify"]);

    await apply(world, { certificate: { ...certificate, key: "rsa" } });
    expect(leaf().publicKey.asymmetricKeyType).toBe("rsa");
    const second = await echoOver(target);
    expect(second.session?.fingerprint).toBe(leaf().fingerprint256);
    expect(leaf().fingerprint256).not.toBe(first.session?.fingerprint);
    await apply(world);
    expect((await echoOver(endpoint(world))).echo).toBe("hello");
    expect(await stepsOf(apply(world))).toEqual(["verify"]);
    expect(await first.ask("still here")).toBe("still here");
    await first.close();

    expect(await takeBackAll(world)).toEqual([]);
    expect(treeOf(world.folder).filter((path) => path !== "var/log/wss-setup-embedded.log")).toEqual(before);
  });

  it.each(["own-ca", "files"] as const)("come from %s", async (source) => {
    const world = await demo();
    const { certificateFile, keyFile } = world.certificate;
    const certificate = source === "files" ? { source, certificateFile, keyFile } : { source };
    const events = await apply(world, { certificate });
    const checks = events.flatMap((event) => (event.type === "check" ? [event.check] : []));
    expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
    const planned = events.flatMap((event) => (event.type === "planned" ? [event.plan] : []));
    expect(
      planned.flatMap(({ warnings }) => warnings).filter(({ id }) => id === "certificate-files"),
    ).toEqual([]);
  });
});

describe("the demo's folder", () => {
  it("is new and gone at the end, or the operator's and kept for a second demo", async () => {
    const world = await demo();
    await world.stop();
    expect(() => statSync(world.folder)).toThrow(/ENOENT/);
    const folder = join(temporaryFolder(), "mine");
    for (let round = 0; round < 2; round += 1) {
      const kept = await demo({ folder });
      await apply(kept);
      expect((await echoOver(endpoint(kept))).echo).toBe("hello");
      await kept.stop();
      expect(readdirSync(folder)).toContain("etc");
    }
  });

  it("is never one with other people's files in it", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "etc"));
    writeFileSync(join(folder, "etc/precious"), "");
    await expect(demo({ folder })).rejects.toThrow(/is not empty/);
    expect(treeOf(folder)).toEqual(["etc", "etc/precious"]);
  });
});

/** The ids of the steps that were done. */
async function stepsOf(events: Promise<readonly ApplyEvent[]>): Promise<readonly string[]> {
  return (await events).flatMap((event) => (event.type === "step-started" ? [event.step.id] : []));
}

function takeBackAll({ environment }: DemoWorld): Promise<readonly string[]> {
  return withSession(
    environment,
    () => undefined,
    (session) => takeBackRuns(session, session.journal.runs, () => "request"),
  );
}

function treeOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}
