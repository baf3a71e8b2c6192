import { expect } from "vitest";
import { nodeInBox } from "../helpers/box/backend.ts";
import type { Box } from "../helpers/box/box.ts";
import type { CommandResult } from "../helpers/box/command.ts";
import { until } from "../helpers/box/machine.ts";
import type { Snapshot } from "../helpers/box/snapshot.ts";
import { matrix, wholeMatrix } from "../helpers/matrix.ts";
import { tallied } from "../helpers/tally.ts";
import { unreadFromStep } from "../helpers/unread-from-step.ts";
import { expectTakenBack } from "./helpers/as-before.ts";
import { answersFile, exits, setUp, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { beginning, kindsOfSteps, takenBack } from "./helpers/steps.ts";
import { openTerminal } from "./helpers/terminal-in-box.ts";

const program = "^/opt/node24/bin/node /opt/wss-setup/launcher.cjs";

/** A run, and where in it it is stopped. */
interface Point {
  readonly args: readonly string[];
  readonly printed: RegExp;
  /** The argv of the same whose output nobody reads any more from there on. */
  readonly unread: readonly string[];
}

function argvOf(args: readonly string[]): readonly string[] {
  return [nodeInBox, "/opt/wss-setup/launcher.cjs", ...args];
}

/** In the middle of the n-th step of a set-up, counted from 1. */
function settingUp(step: number): Point {
  const args = ["apply", "-a", answersFile, "--yes"];
  return { args, printed: beginning(step), unread: unreadFromStep(step, argvOf(args)) };
}

/** As soon as the first thing was taken back. */
function takingBack(what: "undo" | "remove"): Point {
  const args = [what, "--yes"];
  const script = '"$@" 2>&1 | head -n 2';
  return {
    args,
    printed: takenBack,
    unread: ["bash", "-o", "pipefail", "-c", script, "bash", ...argvOf(args)],
  };
}

/** Stops a run there, and waits for its end. */
type Way = (box: Box, point: Point) => Promise<CommandResult | undefined>;

function bySignals(...signals: readonly NodeJS.Signals[]): Way {
  return async (box, { args, printed }) => {
    const running = box.spawnWssSetup(args);
    await running.printed(printed);
    for (const signal of signals) running.kill(signal);
    return running.done;
  };
}

/** Whoever reads what it says goes away. */
const byUnreadPipe: Way = (box, point) => box.exec(point.unread);

/** The connection goes, and the terminal with it. */
const byHangUp: Way = async (box, { args, printed }) => {
  const terminal = await openTerminal(box, args, { columns: 200, rows: 100 });
  expect(await terminal.until(printed), "it has not ended yet").not.toContain("exit code");
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

/** Milliseconds for some sixty runs in one box. */
const timeout = 900_000;

/** Stops a run, and fails unless it exits so and the box is as before what it did, or what it took back. */
async function stopAndLook(
  box: Box,
  point: Point,
  how: string,
  { code, before }: { readonly code: number; readonly before: Snapshot },
): Promise<void> {
  const stop = ways[how] as Way;
  await tallied("signals in boxes", async () => {
    const result = await stop(box, point);
    const where = `${how}: ${point.args[0]} at ${point.printed}`;
    if (result !== undefined) expect(result.code, `${where}\n${result.stderr}`).toBe(code);
    await expectTakenBack(box, before);
  });
}

async function stopSetUps(box: Box): Promise<void> {
  await writeAnswers(box);
  const steps = (await kindsOfSteps(box)).length;
  const untouched = { code: 1, before: await box.snapshot() };
  const all = Object.keys(ways);
  const stride = wholeMatrix ? 1 : Math.floor(steps / all.length);
  for (let step = 1; step <= steps; step += stride) {
    const how = all[((step - 1) / stride) % all.length] as string;
    await stopAndLook(box, settingUp(step), how, untouched);
    if (wholeMatrix && how !== unread) await stopAndLook(box, settingUp(step), unread, untouched);
  }
}

/** Every other way stops the undo of a rotation, and the one after it the removal of the set-up. */
async function stopTakingBack(box: Box): Promise<void> {
  const empty = { code: 0, before: await box.snapshot() };
  const all = Object.keys(ways);
  for (let index = 0; index < all.length; index += 2) {
    const [undoing, removing] = all.slice(index, index + 2) as [string, string];
    await setUp(box, "certificate: { key: ecdsa }\n");
    const setUpOnce = { code: 0, before: await box.snapshot() };
    exits(0, await box.wssSetup(["rotate", "--yes"]));
    await stopAndLook(box, takingBack("undo"), undoing, setUpOnce);
    await stopAndLook(box, takingBack("remove"), removing, empty);
  }
}

inBoxes("a run that is stopped", () => {
  const cell = (title: string, work: (box: Box) => Promise<void>, sampled: boolean) => ({
    title: `${title}, one after another in one box`,
    sampled,
    timeout,
    run: () => withBox({ variant: "idle-proxies" }, work),
  });
  matrix("signals in boxes", [
    cell("a set-up, by whatever, at any step: it takes everything back and exits 1", stopSetUps, true),
    cell("an undo or a removal, by whatever: it goes on to its end and exits 0", stopTakingBack, false),
  ]);
});
