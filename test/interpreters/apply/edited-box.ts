import { writeFile } from "../../../src/core/build-step.ts";
import { type EditDecision, editedFiles } from "../../../src/core/edited-files.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { type Plan, plan } from "../../../src/core/plan.ts";
import type { Step } from "../../../src/core/step.ts";
import { realEnvironment } from "../../../src/environment.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { probeFiles } from "../../../src/probe/files.ts";
import { probeLeft } from "../../../src/probe/left.ts";
import { installation, type Session, withSession } from "../../../src/session.ts";
import { type TakeBack, takeBack } from "../../../src/take-back.ts";
import { emptyBox, plannersWith, planOf, someAnswers } from "../../helpers/facts.ts";

export const path = "/etc/proxy.conf";

/** A box with one file of ours, which other hands edit between the runs. */
export class EditedBox {
  host: MemoryHost;

  constructor(host = new MemoryHost({ run: () => ({ code: 0 }) })) {
    this.host = host;
  }

  /** One that a first run wrote a text to. */
  static async with(text: string): Promise<EditedBox> {
    const box = new EditedBox();
    await box.run(planOf([wanted(emptyBox, text)]));
    return box;
  }

  /** Other hands write it, an hour after the last run. */
  async edit(text: string | Uint8Array): Promise<void> {
    this.host = this.host.clone({ now: new Date(this.host.now().getTime() + 3_600_000) });
    await this.host.writeFile(path, text, { mode: 0o644 });
  }

  async text(): Promise<string | undefined> {
    return (await this.host.readFile(path))?.toString();
  }

  async inSession<T>(work: (session: Session) => Promise<T>, host = this.host): Promise<T> {
    return await withSession(await realEnvironment(host), () => {}, work);
  }

  /** What a plan does to the file, an hour after the last run. */
  async run(made: Plan): Promise<void> {
    this.host = this.host.clone({ now: new Date(this.host.now().getTime() + 3_600_000) });
    await this.carryOut(made, this.host);
  }

  async carryOut(made: Plan, host: MemoryHost): Promise<void> {
    const { signal } = new AbortController();
    const steps = made.steps.filter((step) => "path" in step && step.path === path);
    await this.inSession(
      (session) =>
        runPlan({ ...made, steps }, { ...session, facts: emptyBox, verb: "apply", version: "0.0.0", signal }),
      host,
    );
  }

  async takeBack(what: TakeBack): Promise<void> {
    await this.inSession((session) => takeBack(session, what));
  }

  async look(): Promise<Facts> {
    const seen = await this.inSession(async ({ journal }) => installation(journal));
    const files = await probeFiles(this.host, [path], { texts: new Set([path]) });
    const left = await probeLeft(this.host, files, seen);
    return { ...emptyBox, files, left, ...(seen && { installation: seen }) };
  }

  /** A plan that wants this text there, or none of the file, and its step for the file. */
  async planned(text: string | undefined, ...decisions: readonly EditDecision[]) {
    const facts = await this.look();
    const base = plannersWith({ decisions });
    const nothing = { problems: [], warnings: [], refusesUnknownNames: true };
    const steps = text === undefined ? [] : [wanted(facts, text)];
    const made = plan(someAnswers, facts, {
      ...base,
      proxy: { ...base.proxy, plan: () => ({ ...nothing, steps }) },
    });
    const step = made.steps.find((each) => "path" in each && each.path === path);
    if (step === undefined) throw new Error("the plan does not speak of the file");
    return { facts, made, step, file: editedFiles(facts, made.steps, made.drift)[0] };
  }

  /** The same once the operator has decided on what is there. */
  async decided(text: string, how: EditDecision["how"]): Promise<Plan> {
    const { file } = await this.planned(text);
    if (file === undefined) throw new Error("nothing to decide on");
    return (await this.planned(text, { ...file, how })).made;
  }
}

function wanted(facts: Facts, content: string): Step {
  return writeFile(facts, { path, content, mode: 0o644, why: "for the test" });
}
