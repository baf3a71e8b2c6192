import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { selfSigned } from "../../src/certificates/self-signed/self-signed.ts";
import type { CertificateSource } from "../../src/certificates/source.ts";
import { Failure } from "../../src/core/errors.ts";
import { type DemoWorld, startDemo } from "../../src/demo/start-demo.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { type Draft, draftOf } from "../../src/wizard/draft.ts";
import { runWizard, type WizardActor, type WizardOptions } from "../../src/wizard/run-wizard.ts";
import { root } from "../helpers/wizard-scene.ts";

let world: DemoWorld | undefined;

afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** The wizard on the demo's world, with real processes; `walk` does what a person would do. */
async function guide(walk: (actor: WizardActor) => Promise<void>, options: Partial<WizardOptions> = {}) {
  const program = [process.execPath, fileURLToPath(new URL("../../dist/launcher.cjs", import.meta.url))];
  const begun = await startDemo(new RealHost(), { program });
  world = begun;
  return runWizard({
    host: begun.environment.host,
    environment: async () => begun.environment,
    mode: "demo",
    signal: new AbortController().signal,
    draft: async () => draftOf(begun.answers),
    show: async (actor, up) => {
      up();
      await walk(actor);
      actor.send({ type: "LEAVE" });
    },
    ...options,
  });
}

/** Resolves once the machine is in a state that fits. */
function until(
  actor: WizardActor,
  fits: (snapshot: ReturnType<WizardActor["getSnapshot"]>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const seen = () => {
      if (!fits(actor.getSnapshot())) return;
      subscription.unsubscribe();
      resolve();
    };
    const subscription = actor.subscribe(seen);
    seen();
  });
}

async function toReview(actor: WizardActor): Promise<void> {
  actor.send({ type: "REVIEW" });
  await until(actor, ({ context }) => context.preview !== undefined);
}

const journal = "/var/lib/wss-setup/journal.jsonl";

it("takes everything back when it is stopped during the proof, which is the last step", async () => {
  const end = await guide(async (actor) => {
    await toReview(actor);
    actor.send({ type: "APPLY" });
    await until(actor, ({ value }) => value.walk === "verify");
    actor.send({ type: "STOP" });
    await until(actor, ({ value }) => value.walk === "ended");
    expect(await world?.environment.host.stat(journal)).toBeUndefined();
  });
  expect(end).toMatchObject({ exitCode: 1, context: { result: "ended" } });
});

it("takes everything back when an error that reaches nobody stops it", async () => {
  const stop = new AbortController();
  const walk = async (actor: WizardActor) => {
    await toReview(actor);
    actor.send({ type: "APPLY" });
    await until(actor, ({ value }) => value.walk === "verify");
    stop.abort(new Error("nobody waits for this"));
    await until(actor, ({ value }) => value.walk === "left");
    expect(await world?.environment.host.stat(journal)).toBeUndefined();
  };
  expect(await guide(walk, { signal: stop.signal })).toMatchObject({
    exitCode: 1,
    context: { result: "ended" },
  });
});

it.each([
  ["an error that reaches nobody", new Failure("nobody waits for this", { kind: "bug", exitCode: 1 }), 1],
  ["a signal", undefined, 0],
])("left by %s while it only asks, it has done nothing of what was asked for", async (_, reason, code) => {
  const stop = new AbortController();
  const walk = async (actor: WizardActor) => {
    await toReview(actor);
    stop.abort(reason);
    await until(actor, ({ value }) => value.walk === "left");
  };
  expect(await guide(walk, { signal: stop.signal })).toMatchObject({
    exitCode: code,
    context: { result: "none" },
  });
});

it("carries out only the list that was shown: a box that changed leads back to the review", async () => {
  await guide(async (actor) => {
    await toReview(actor);
    const shown = actor.getSnapshot().context.preview?.changes.length ?? 0;
    await world?.environment.host.makeDirectory("/var/lib/wss-setup-acme", { mode: 0o755 });
    actor.send({ type: "APPLY" });
    await until(actor, ({ context }) => context.notice !== undefined);
    const { value, context } = actor.getSnapshot();
    expect(value.walk).toBe("review");
    expect(context.preview?.changes.length).toBe(shown - 1);
    expect(await world?.environment.host.stat("/etc/wss-setup")).toBeUndefined();
  });
});

it("overwrites what other hands wrote only on the operator's word, and not what they wrote after it", async () => {
  const path = "/etc/wss-setup-embedded.json";
  const edit = (text: string) => world?.environment.host.writeFile(path, text, { mode: 0o644 });
  await guide(async (actor) => {
    const take = async () => {
      const [file] = actor.getSnapshot().context.preview?.edited ?? [];
      expect(file?.path).toBe(path);
      if (file !== undefined) actor.send({ type: "DECIDE", decision: { ...file, how: "take" } });
      await until(actor, ({ context }) => context.preview !== undefined);
      expect(actor.getSnapshot().context.preview?.edited).toBeUndefined();
    };
    await edit("theirs\n");
    await toReview(actor);
    await take();
    await edit("theirs, again\n");
    actor.send({ type: "APPLY" });
    await until(actor, ({ context }) => context.notice !== undefined);
    expect(actor.getSnapshot().value.walk).toBe("review");
    expect((await world?.environment.host.readFile(path))?.toString()).toBe("theirs, again\n");
    await take();
    actor.send({ type: "APPLY" });
    await until(actor, ({ value }) => value.walk === "done" || value.walk === "ended");
    expect(actor.getSnapshot().value.walk).toBe("done");
    expect((await world?.environment.host.readFile(path))?.toString()).toContain("writtenBy");
  });
});

/** Goes up to the certificate's question, with a source marked. */
async function toCertificate(actor: WizardActor, source: Draft["source"]): Promise<void> {
  await until(actor, ({ context }) => context.searched);
  actor.send({ type: "SET", patch: { source } });
  for (let step = 0; step < 5; step += 1) actor.send({ type: "NEXT" });
}

it("marks Let's Encrypt once it can work, as long as its question is not behind the operator", async () => {
  const names = { "node.example.com": { a: ["127.0.0.1"], aaaa: [], caa: [] } };
  const marked = async (screens: number, end: { readonly source: string }) => {
    await guide(
      async (actor) => {
        await until(actor, ({ context }) => context.searched);
        actor.send({ type: "SET", patch: { names: "node.example.com" } });
        for (let step = 0; step < screens; step += 1) actor.send({ type: "NEXT" });
        expect(actor.getSnapshot().context.draft.source).toBe("self-signed");
        actor.send({ type: "NAMES", names });
        expect(actor.getSnapshot().context.draft).toMatchObject(end);
      },
      { mode: "dry-run" },
    );
    await world?.stop();
  };
  await marked(4, { source: "certbot" });
  await marked(5, { source: "self-signed" });
});

it("has own files looked at while their paths are typed, and only whole paths", async () => {
  const asked: unknown[] = [];
  await guide(
    async (actor) => {
      await toCertificate(actor, "files");
      actor.send({ type: "SET", patch: { certificateFile: "/etc/ssl/a.pem" } });
      actor.send({ type: "SET", patch: { keyFile: "/etc/ssl/a.key" } });
      await until(actor, ({ context }) => context.ownFiles !== undefined);
      expect(actor.getSnapshot().context.ownFiles?.findings).toEqual([{ state: "failed", text: "no match" }]);
      actor.send({ type: "NEXT" });
      expect(actor.getSnapshot().value.walk).toBe("ownFiles");
    },
    {
      checkFiles: async (...paths) => {
        asked.push(paths);
        return [{ state: "failed", text: "no match" }];
      },
    },
  );
  expect(asked).toEqual([
    ["/etc/ssl/a.pem", "/etc/ssl/a.key", expect.arrayContaining(["localhost", "127.0.0.1"])],
  ]);
});

it("has a passphrase tried, and says why where it could not be", async () => {
  const tried: string[] = [];
  await guide(
    async (actor) => {
      await toCertificate(actor, "own-ca");
      actor.send({ type: "BACK" });
      const { facts, proxies, sources } = actor.getSnapshot().context;
      if (facts === undefined) throw new Error("nothing was seen");
      const seen = { "own-ca": { root: { ...root, names: ["localhost", "127.0.0.1", "::1"] } } };
      actor.send({ type: "FACTS", facts: { ...facts, sources: seen }, proxies, sources });
      actor.send({ type: "NEXT" });
      actor.send({ type: "CHECK_PASSPHRASE", passphrase: "broken" });
      await until(actor, ({ context }) => context.passphrase.state === "open");
      expect(actor.getSnapshot().context).toMatchObject({
        notice: "the key cannot be read",
        passphrase: { wrong: 0 },
      });
      actor.send({ type: "CHECK_PASSPHRASE", passphrase: "wrong" });
      await until(actor, ({ context }) => context.passphrase.wrong === 1);
      actor.send({ type: "CHECK_PASSPHRASE", passphrase: "right" });
      await until(actor, ({ value }) => value.walk === "limits");
      expect(actor.getSnapshot().context.secrets).toEqual({ caPassphrase: "right" });
    },
    {
      checkPassphrase: async (passphrase) => {
        tried.push(passphrase);
        if (passphrase === "broken") throw new Error("the key cannot be read");
        return passphrase === "right";
      },
    },
  );
  expect(tried).toEqual(["broken", "wrong", "right"]);
});

it("hands what was typed to whoever signs, and leaves no trace of it", async () => {
  const given: unknown[] = [];
  const answered = { source: "self-signed", key: "rsa", days: 30 } as const;
  const ownCa: CertificateSource = {
    ...selfSigned,
    id: "own-ca",
    plan: (input) => {
      const planned = selfSigned.plan({ ...input, answers: { ...input.answers, certificate: answered } });
      const steps = planned.steps.map((step) =>
        step.kind === "IssueCertificate" ? { ...step, source: "own-ca" as const } : step,
      );
      return { ...planned, steps };
    },
    issue: (step, context) => {
      given.push(context.secrets);
      return selfSigned.issue(step, context);
    },
  };
  const end = await guide(
    async (actor) => {
      await toCertificate(actor, "own-ca");
      expect(actor.getSnapshot().value.walk).toBe("authority");
      actor.send({ type: "NEW_PASSPHRASE", passphrase: "tr0ub4dor" });
      actor.send({ type: "REVIEW" });
      await until(actor, ({ context }) => context.preview !== undefined);
      actor.send({ type: "APPLY" });
      await until(actor, ({ value }) => value.walk === "done");
      const files = await readFolder(world?.folder ?? "");
      expect(files.filter((text) => text.includes("tr0ub4dor"))).toEqual([]);
    },
    {
      environment: async () => {
        if (world === undefined) throw new Error("no demo");
        return { ...world.environment, sources: [ownCa] };
      },
    },
  );
  expect(given).toEqual([{ caPassphrase: "tr0ub4dor" }]);
  expect(end.context.secrets).toBeUndefined();
  const days = (Date.parse(end.context.servedUntil ?? "") - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(30);
});

/** The text of every file below a folder. */
async function readFolder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1")));
}
