import { setImmediate } from "node:timers/promises";
import { reportFailure } from "../../src/cli/report-failure.ts";
import { withStrayErrors } from "../../src/cli/stray-error.ts";
import { processTerminal } from "../../src/cli/terminal.ts";
import { guide, verbs } from "../../src/cli/verbs.ts";
import { runProgram } from "../helpers/debian/programs.ts";
import { Scene } from "../interpreters/apply/in-memory/scene.ts";
import { differences, wholeTree } from "../interpreters/apply/in-memory/trees.ts";

/** A verb whose work meets an error that reaches nobody; the exit code is the one of the contract. */
const [how, name] = process.argv.slice(2);
const stop = new AbortController();
const scene = new Scene("nginx", "files");
const box = scene.fresh.clone({
  run: async (argv, options, host) => {
    await setImmediate();
    return await runProgram(argv, options, host);
  },
});

const works: Readonly<Record<string, () => Promise<0>>> = {
  "a run": async () => {
    const onEvent = ({ type }: { readonly type: string }) => {
      if (type === "step-started") void Promise.reject(new Error("nobody waits for this"));
    };
    try {
      await scene.installing({ signal: stop.signal, onEvent })(box);
    } finally {
      process.stdout.write(`${JSON.stringify(differences(scene.untouched, wholeTree(box)))}\n`);
    }
    return 0;
  },
  "no end": () => {
    setTimeout(() => {
      throw new Error("nobody waits for this");
    });
    return new Promise(() => {});
  },
  "a look": async () => {
    void Promise.reject(new Error("nobody waits for this"));
    for (;;) await setImmediate();
  },
  "an end all the same": async () => {
    void Promise.reject(new Error("nobody waits for this"));
    await setImmediate();
    return 0;
  },
};

const verb = [guide, ...verbs].find((each) => each.name === name);
const work = works[how ?? ""];
if (verb === undefined || work === undefined) throw new Error(`no work called ${how} of ${name}`);
process.exitCode = await withStrayErrors({ verb, terminal: processTerminal, json: false, stop }, work).catch(
  (error: unknown) => reportFailure(error, processTerminal, false),
);
