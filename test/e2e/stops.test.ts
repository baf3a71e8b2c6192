import { expect } from "vitest";
import { nodeInBox } from "../helpers/box/backend.ts";
import type { Box } from "../helpers/box/box.ts";
import type { CommandResult } from "../helpers/box/command.ts";
import { until } from "../helpers/box/machine.ts";
import type { Snapshot } from "../helpers/box/snapshot.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { matrix, wholeMatrix } from "../helpers/matrix.ts";
import { tallied } from "../helpers/tally.ts";
import { unreadFromStep } from "../helpers/unread-from-step.ts";
import { expectUntouched } from "./helpers/as-before.ts";
import { answersFile, exits, journalFile, setUp, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal } from "./helpers/terminal-in-box.ts";

const program = "^/opt/node24/bin/node /opt/wss-setup/launcher.cjs";
const argv = [nodeInBox, "/opt/wss-setup/launcher.cjs", "apply", "-a", answersFile, "--yes"];

/** Ends a run in the middle of its n-th step, counted from 1, and waits for it. */
type Way = (box: Box, step: number) => Promise<CommandResult | undefined>;

/** What the run prints when it begins this step. */
function beginning(step: number): RegExp {
  return new RegExp(`^\\[${step}/\\d+\\] (?!ok|failed)`, "m");
}

function bySignals(...signals: readonly NodeJS.Signals[]): Way {
  return async (box, step) => {
    const running = box.spawnWssSetup(argv.slice(2));
    await running.printed(beginning(step));
    for (const signal of signals) running.kill(signal);
    return running.done;
  };
}

/** Whoever reads what it says goes away as the step begins. */
const byUnreadPipe: Way = (box, step) => box.exec(unreadFromStep(step, argv));

/** The connection goes, and the terminal with it. */
const byHangUp: Way = async (box, step) => {
  const terminal = await openTerminal(box, argv.slice(2), { columns: 200, rows: 100 });
  await terminal.until(beginning(step));
  await terminal.hangUp();
  const gone = async () => ((await box.exec(["pgrep", "-f", program])).code === 1 ? true : undefined);
  await until("the end of wss-setup", gone, 60_000);
  return undefined;
};

const unread = "EPIPE on stdout and stderr";

const ways: Readonly<Record<string, Way>> = {
  HUP: bySignals("SIGHUP"),
  TERM: bySignals("SIGTERM"),
  INT: bySignals("SIGINT"),
  "INT twice": bySignals("SIGINT", "SIGINT"),
  "a closed terminal": byHangUp,
  [unread]: byUnreadPipe,
};

/** A box with proxies in it that do not run, so that runs are short, and with rules that refuse: a run opens ports. */
function withProxies(work: (box: Box) => Promise<void>): Promise<void> {
  return withBox({ variant: "reject-unsaved" }, work, async (box) => {
    await box.startBackend();
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"];
    await box.run([...install, "nginx", "haproxy", "openssl"], { env });
    await box.run(["systemctl", "disable", "--quiet", "--now", "nginx", "haproxy"]);
    // HAProxy does not start as it comes, for want of anything to listen on.
    await box.exec(["systemctl", "reset-failed", "haproxy"]);
  });
}

/** The kinds of the steps that a run of `apply` would have now, in their order. */
async function kindsOfSteps(box: Box): Promise<readonly string[]> {
  const { stdout } = exits(2, await box.wssSetup(["plan", "-a", answersFile, "--format", "json"]));
  const { steps } = JSON.parse(stdout) as { readonly steps: readonly { kind: string; action: string }[] };
  return steps.filter(({ action, kind }) => action !== "no-op" || kind === "Verify").map(({ kind }) => kind);
}

/** Milliseconds for some sixty runs in one box. */
const timeout = 900_000;

/** Stops a run at this step, and fails unless it took everything back. */
async function stopAndLook(box: Box, before: Snapshot, step: number, how: string): Promise<void> {
  const stop = ways[how] as Way;
  await tallied("signals in boxes", async () => {
    const result = await stop(box, step);
    if (result !== undefined) expect(result.code, `${how}, step ${step}\n${result.stderr}`).toBe(1);
    await expectUntouched(box, before);
  });
}

inBoxes("a run that is stopped", () => {
  const title =
    "by whatever, at any step, one after another in one box: it takes everything back and exits 1";
  const run = () =>
    withProxies(async (box) => {
      await writeAnswers(box);
      const steps = (await kindsOfSteps(box)).length;
      const before = await box.snapshot();
      const all = Object.keys(ways);
      const stride = wholeMatrix ? 1 : Math.floor(steps / all.length);
      for (let step = 1; step <= steps; step += stride) {
        const how = all[((step - 1) / stride) % all.length] as string;
        await stopAndLook(box, before, step, how);
        if (wholeMatrix && how !== unread) await stopAndLook(box, before, step, unread);
      }
    });
  matrix("signals in boxes", [{ title, sampled: true, timeout, run }]);
});

/** Kills a run as soon as it begins its n-th step, takes it back, and fails unless the box is as before. */
async function killAndUndo(box: Box, before: Snapshot, step: number): Promise<void> {
  expect(step, "there is such a step").toBeGreaterThan(0);
  await tallied("kill points in boxes", async () => {
    exits(137, (await bySignals("SIGKILL")(box, step)) as CommandResult);
    const told = (await box.readFile(journalFile)).match(/"type":"(?:run|end)"/g);
    expect(told?.at(-1), "it was killed before its end").toBe('"type":"run"');
    exits(0, await box.wssSetup(["undo", "--yes"]));
    // Where an earlier run stands, our notes tell of the one that was taken back too.
    const notes = before.files[journalFile] === undefined ? undefined : " /var/lib/wss-setup/";
    const difference = diffSnapshots(before, await box.snapshot());
    expect(difference.filter((line) => notes === undefined || !line.includes(notes))).toEqual([]);
  });
}

/** Kills runs with the answers of now as they begin the first step of each of these kinds, and then the last. */
async function killAtKinds(box: Box, wanted: readonly string[]): Promise<void> {
  const kinds = await kindsOfSteps(box);
  const before = await box.snapshot();
  const steps = wanted.flatMap((kind) => [kinds.indexOf(kind) + 1, kinds.lastIndexOf(kind) + 1]);
  for (const step of new Set(steps)) await killAndUndo(box, before, step);
}

async function firstSetUp(box: Box): Promise<void> {
  await writeAnswers(box);
  await killAtKinds(box, [
    ...["EditFile", "OpenPort"],
    ...(wholeMatrix ? ["CreateDirectory", "IssueCertificate", "WriteFile", "Symlink", "RemoveFile"] : []),
    ...(wholeMatrix ? ["ValidateConfig", "Service", "Verify"] : []),
  ]);
}

async function programAndPrime(box: Box): Promise<void> {
  const before = await box.snapshot();
  for (const [answers, kind] of [
    ["proxy: embedded\n", "CopyFile"],
    ["tls: { dhparam: generate }\n", "WriteDhParam"],
  ] as const) {
    await writeAnswers(box, answers);
    await killAndUndo(box, before, (await kindsOfSteps(box)).indexOf(kind) + 1);
  }
}

/** HAProxy wants a copy of the pair; what nginx had goes back, and port 80 is closed again. */
async function anotherProxy(box: Box): Promise<void> {
  await setUp(box);
  await writeAnswers(box, "proxy: haproxy\nredirectHttp: false\n");
  await killAtKinds(box, ["CopyPair", "RestoreFile", "ClosePort"]);
}

inBoxes("a run that is killed at each step, one after another in one box", () => {
  const cell = (title: string, work: (box: Box) => Promise<void>, sampled = false) => ({
    title: `${title}: undo leaves the box as it was`,
    sampled,
    timeout,
    run: () => withProxies(work),
  });
  matrix("kills of each kind of step", [
    cell("a first set-up", firstSetUp, true),
    cell("a program that is copied, a prime that is looked for", programAndPrime),
    cell("a change of proxy", anotherProxy),
  ]);
});
