import type { Server } from "node:net";
import { parseArgs } from "node:util";
import { askForReload, listenForReloads, reloaded } from "./control.ts";
import { handedFiles } from "./handed-files.ts";
import { HandshakeLimiter } from "./handshake-limiter.ts";
import { Listeners } from "./listeners.ts";
import { notifyReady } from "./notify.ts";
import { type Current, makeCurrent, type Service } from "./service.ts";
import { type Handed, readSettings } from "./settings.ts";

/** sysexits(3): EX_USAGE. */
const usage = 64;

/** What ps(1) and ss(8) call it, the latter up to the fifteenth letter (prctl(2)). */
const title = "wss-setup-embedded";

interface Options {
  readonly file: string;
  /** Folder that stands for `/`. */
  readonly root: string;
  /** In place of files that the configuration names and the server may not read. */
  readonly handed: Handed | undefined;
}

const words =
  "embedded-server [--check] [--root FOLDER] [--attended] [--handed FOLDER] [--control SOCKET] CONFIG, or embedded-server --reload SOCKET";

/**
 * The embedded proxy as a program of its own. It says `ready` on stdout when it listens, and after each HUP `reloaded`, or
 * `refused: WHY` and goes on as before; whoever connects to its control socket has it reload and is told the same. TERM
 * ends it; with `--attended` the end of its stdin does too, so that it never outlives whoever holds the other end.
 * @returns exit code, once it has ended
 */
export async function embeddedServer(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        check: { type: "boolean" },
        root: { type: "string" },
        attended: { type: "boolean" },
        handed: { type: "string" },
        control: { type: "string" },
        reload: { type: "string" },
      },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (values.reload !== undefined) return await reloadAt(values.reload);
    if (file === undefined || positionals.length > 1) {
      complain(`usage: ${words}`);
      return usage;
    }
    const options = { file, root: values.root ?? "/", handed: handedIn(values.handed) };
    const current = await load(options);
    if (values.check !== true) {
      await serve(current, options, { attended: values.attended === true, control: values.control });
    }
    return 0;
  } catch (error) {
    complain(messageOf(error));
    return 1;
  }
}

async function reloadAt(control: string): Promise<number> {
  const outcome = await askForReload(control);
  if (outcome === reloaded) return 0;
  complain(outcome === "" ? "it ended meanwhile" : outcome);
  return 1;
}

async function load({ file, root, handed }: Options, before?: Current): Promise<Current> {
  return makeCurrent(await readSettings(file, root, handed), before);
}

function handedIn(folder: string | undefined): Handed | undefined {
  if (folder === undefined) return undefined;
  return { pair: `${folder}/${handedFiles.pair}`, pin: `${folder}/${handedFiles.pin}` };
}

interface Surroundings {
  readonly attended: boolean;
  readonly control: string | undefined;
}

async function serve(first: Current, options: Options, { attended, control }: Surroundings): Promise<void> {
  process.title = title;
  const service: { -readonly [K in keyof Service]: Service[K] } = {
    current: first,
    limiter: new HandshakeLimiter(first.settings.config.limits),
    log: complain,
  };
  const listeners = new Listeners(service);
  const follow = async (): Promise<string> => {
    const before = service.current;
    try {
      service.current = await load(options, before);
      await listeners.follow();
      service.limiter.limits = service.current.settings.config.limits;
      return reloaded;
    } catch (error) {
      service.current = before;
      await listeners.follow().catch((reason) => complain(messageOf(reason)));
      return `refused: ${messageOf(error)}`;
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  const reload = (): Promise<string> => {
    const outcome = turn.then(follow);
    turn = outcome;
    void outcome.then(say);
    return outcome;
  };
  let asked: Server | undefined;
  try {
    await listeners.follow();
    process.on("SIGHUP", () => void reload());
    if (control !== undefined) asked = await listenForReloads(control, reload);
    const ended = endOf(attended);
    say("ready");
    await notifyReady();
    await ended;
  } finally {
    asked?.close();
    listeners.close();
  }
}

function endOf(attended: boolean): Promise<void> {
  return new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
    if (!attended) return;
    process.stdin.once("end", () => resolve()).once("error", () => resolve());
    process.stdin.resume();
  }).then(() => void process.stdin.destroy());
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`wss-setup embedded-server: ${line}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
