import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { type DemoWorld, startDemo } from "../../src/demo/start-demo.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { draftOf } from "../../src/wizard/draft.ts";
import { runWizard, type WizardActor } from "../../src/wizard/run-wizard.ts";

let world: DemoWorld | undefined;

afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** The wizard on the demo's world, with real processes; `walk` does what a person would do. */
async function guide(walk: (actor: WizardActor) => Promise<void>) {
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
