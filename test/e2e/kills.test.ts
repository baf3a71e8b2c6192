import { createHash } from "node:crypto";
import { expect } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import type { Snapshot } from "../helpers/box/snapshot.ts";
import { cellsOf, matrix, wholeMatrix } from "../helpers/matrix.ts";
import { tallied, tally } from "../helpers/tally.ts";
import { expectTakenBack, expectUntouched } from "./helpers/as-before.ts";
import {
  answersFile,
  certificateFile,
  echoFromOutside,
  exits,
  expectEchoFromOutside,
  fingerprintOnDisk,
  journalFile,
  openFromOutside,
  setUp,
  writeAnswers,
} from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { beginning, kindsOfSteps, takenBack } from "./helpers/steps.ts";

const points = "kill points in boxes";
const apply = ["apply", "-a", answersFile, "--yes"];
const rotate = ["rotate", "--yes"];
const remove = ["remove", "--yes"];

/** Milliseconds for some sixty runs in one box. */
const timeout = 900_000;

/** A run that was killed, or that had ended before. */
interface Killed {
  /** What it had printed. */
  readonly text: string;
  readonly atWork: boolean;
}

/** Kills a run as soon as it prints this. Only amid its last step may its end be quicker. */
async function killAt(box: Box, args: readonly string[], printed: RegExp): Promise<Killed> {
  const running = box.spawnWssSetup(args);
  const text = await running.printed(printed);
  running.kill("SIGKILL");
  const result = await running.done;
  const atWork = exits(result.code === 0 ? 0 : 137, result).code === 137;
  const told = (await box.readFile(journalFile)).match(/"type":"(?:run|end)"/g);
  if (atWork) expect(told?.at(-1), "it was killed before its end").toBe('"type":"run"');
  else expect(text, "it was about to end").toMatch(/^\[(\d+)\/\1\] /m);
  return { text, atWork };
}

async function undo(box: Box, before: Snapshot): Promise<void> {
  exits(0, await box.wssSetup(["undo", "--yes"]));
  await expectTakenBack(box, before);
}

/** Kills a set-up as soon as it prints this, takes it back, and fails unless the box is as before. */
async function killAndUndo(box: Box, before: Snapshot, printed: RegExp): Promise<void> {
  const { atWork } = await killAt(box, apply, printed);
  await (atWork ? tallied(points, () => undo(box, before)) : undo(box, before));
}

/** Kills set-ups with the answers of now as they begin the first step of each of these kinds, and the last unless told so. */
async function killAtKinds(box: Box, wanted: readonly string[], alsoLast = true): Promise<void> {
  const kinds = await kindsOfSteps(box);
  const before = await box.snapshot();
  const steps = wanted.flatMap((kind) => [
    kinds.indexOf(kind),
    ...(alsoLast ? [kinds.lastIndexOf(kind)] : []),
  ]);
  expect(Math.min(...steps), "there are such steps").not.toBe(-1);
  for (const step of new Set(steps)) await killAndUndo(box, before, beginning(step + 1));
}

async function firstSetUp(box: Box): Promise<void> {
  await writeAnswers(box);
  await killAtKinds(box, [
    ...["EditFile", "OpenPort"],
    ...(wholeMatrix ? ["CreateDirectory", "IssueCertificate", "WriteFile", "Symlink", "RemoveFile"] : []),
    ...(wholeMatrix ? ["ValidateConfig", "Service", "Verify"] : []),
  ]);
}

/** As for nginx, at the kinds of steps that are this proxy's own. */
function firstSetUpOf(proxy: string, kinds: readonly string[]): (box: Box) => Promise<void> {
  return async (box) => {
    await writeAnswers(box, `proxy: ${proxy}\n`);
    await killAtKinds(box, [...kinds, "ValidateConfig", "Service"], false);
  };
}

/** The built-in proxy's; and a prime is looked for, which takes its time. */
async function programAndPrime(box: Box): Promise<void> {
  await firstSetUpOf("embedded", ["CopyFile"])(box);
  await writeAnswers(box, "tls: { dhparam: generate }\n");
  await killAtKinds(box, ["WriteDhParam"]);
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
    run: () => withBox({ variant: "idle-proxies" }, work),
  });
  matrix("kills of each kind of step", [
    cell("a first set-up", firstSetUp, true),
    cell("one of Apache", firstSetUpOf("apache", ["EditFile", "Symlink"])),
    cell("one of HAProxy", firstSetUpOf("haproxy", ["EditFile", "CopyPair"])),
    cell("one of Caddy", firstSetUpOf("caddy", ["EditFile", "CopyPair"])),
    cell("one of the built-in proxy, and a prime that is looked for", programAndPrime),
    cell("a change of proxy", anotherProxy),
  ]);
});

/** What was done of a rotation is taken back; or the next one goes on to its end before, and is taken back. */
async function takeBackOrGoOn(box: Box, first: Snapshot, goesOn: boolean): Promise<void> {
  if (goesOn) {
    expect(exits(0, await box.wssSetup(rotate)).stderr).toContain("cut off in the middle");
    await expectEchoFromOutside(box);
    expect(first.files[certificateFile]).not.toContain(sumOf(await box.readFile(certificateFile)));
  }
  await undo(box, first);
  await expectEchoFromOutside(box);
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Kills rotations at each of their steps, while somebody is connected. */
async function rotations(box: Box, proxy: string): Promise<void> {
  const empty = await box.snapshot();
  await setUp(box, `proxy: ${proxy}\n`);
  const [first, old] = [await box.snapshot(), await fingerprintOnDisk(box)];
  const socket = await openFromOutside(box);
  for (let [step, steps] = [1, 1]; step <= steps; step += 1) {
    const { text, atWork } = await killAt(box, rotate, beginning(step));
    steps = Number(/^\[1\/(\d+)\]/m.exec(text)?.[1]);
    const judge = async () => {
      const { echo, session } = await echoFromOutside(box);
      expect(echo, "it is served on").toBe("hello");
      expect([old, await fingerprintOnDisk(box)]).toContain(session?.fingerprint);
      await takeBackOrGoOn(box, first, atWork && step % 2 === 0);
    };
    await (atWork ? tallied(points, judge) : judge());
    expect(await socket.ask("still here")).toBe("still here");
  }
  await socket.close();
  await undo(box, empty);
}

inBoxes("a rotation that is killed at each step, one after another in one box", () => {
  cellsOf("kills of a rotation").each(["nginx", "haproxy"], () => false)(
    "%s: the old pair or the new one is served, undo brings the old one back, the next one ends, and nobody is dropped",
    (proxy) => withBox({ variant: "idle-proxies" }, (box) => rotations(box, proxy)),
  );
});

/** Kills a removal as soon as it prints this. @returns whether it was at work still */
async function killRemoval(box: Box, printed: RegExp): Promise<boolean> {
  const removal = box.spawnWssSetup(remove);
  await removal.printed(printed).catch(() => "it ended before");
  removal.kill("SIGKILL");
  const result = await removal.done;
  return exits(result.code === 137 ? 137 : 0, result).code === 137;
}

/**
 * Kills a removal as it prints the first of these, the next one at the next, and so on until one ends.
 * Fails unless the box is as before then. @returns how many were killed
 */
async function removeUnderKills(box: Box, before: Snapshot, lines: readonly RegExp[]): Promise<number> {
  let kills = 0;
  for (const line of lines) {
    if (!(await killRemoval(box, line))) break;
    kills += 1;
    tally(points, { tried: 1, exact: 0 });
  }
  exits(0, await box.wssSetup(remove));
  await expectUntouched(box, before);
  tally(points, { tried: 0, exact: kills });
  return kills;
}

/** Each removal gets as far as one thing, be it a file, a port or a service. */
async function removalOfThreeRuns(box: Box): Promise<void> {
  const before = await box.snapshot();
  await setUp(box);
  await setUp(box, "proxy: haproxy\nredirectHttp: false\n");
  exits(0, await box.wssSetup(rotate));
  const lines = Array<RegExp>(100).fill(takenBack);
  expect(await removeUnderKills(box, before, lines)).toBeGreaterThan(3);
}

/** What a purge leaves by itself is there before, as they were installed and purged by hand. */
async function packagesOfProxies(box: Box): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const purge = ["apt-get", "purge", "-y", "-qq", "--autoremove"];
  await box.run([...purge, "nginx", "apache2", "haproxy", "caddy"], { env });
  const before = await box.snapshot();
  for (const [proxy, line] of [
    ["apache", /Unpacking apache2 /],
    ["caddy", /Setting up caddy /],
    ["haproxy", /Setting up haproxy /],
  ] as const) {
    await writeAnswers(box, `proxy: ${proxy}\n`);
    await killAndUndo(box, before, line);
  }
  await setUp(box, "proxy: haproxy\n");
  await setUp(box, "proxy: apache\n");
  expect(await removeUnderKills(box, before, [/Removing apache2 /, /Removing haproxy /])).toBe(2);
}

inBoxes("a removal of several runs that is killed, and the next one as well, and so on", () => {
  const cells = cellsOf("kills of a removal");
  cells.rest("at each thing that it takes back: the one that ends leaves the box as it was", () =>
    withBox({ variant: "idle-proxies" }, removalOfThreeRuns),
  );
  cells.rest("while apt removes, and installs killed while apt unpacks and configures: the same", () =>
    withBox({ variant: "idle-proxies" }, packagesOfProxies),
  );
});
