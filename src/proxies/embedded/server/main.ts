import { parseArgs } from "node:util";
import { HandshakeLimiter } from "./handshake-limiter.ts";
import { Listeners } from "./listeners.ts";
import { type Current, makeCurrent, type Service } from "./service.ts";
import { readSettings } from "./settings.ts";

/** sysexits(3): EX_USAGE. */
const usage = 64;

interface Options {
  readonly file: string;
  /** Folder that stands for `/`. */
  readonly root: string;
}

/**
 * The embedded proxy as a program of its own: `embedded-server [--check] [--root FOLDER] [--attended] CONFIG`.
 * It says `ready` on stdout when it listens, and after each HUP `reloaded`, or `refused: WHY` and goes on as before.
 * TERM ends it; with `--attended` the end of its stdin does too, so that it never outlives whoever holds the other end.
 * @returns exit code, once it has ended
 */
export async function embeddedServer(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { check: { type: "boolean" }, root: { type: "string" }, attended: { type: "boolean" } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    complain("usage: wss-setup embedded-server [--check] [--root FOLDER] [--attended] CONFIG");
    return usage;
  }
  try {
    const options = { file, root: values.root ?? "/" };
    const current = await load(options);
    if (values.check !== true) await serve(current, options, values.attended === true);
    return 0;
  } catch (error) {
    complain(messageOf(error));
    return 1;
  }
}

async function load({ file, root }: Options): Promise<Current> {
  return makeCurrent(await readSettings(file, root));
}

async function serve(first: Current, options: Options, attended: boolean): Promise<void> {
  const service: { -readonly [K in keyof Service]: Service[K] } = {
    current: first,
    limiter: new HandshakeLimiter(first.settings.config.limits),
    log: complain,
  };
  const listeners = new Listeners(service);
  await listeners.follow();
  let turn = Promise.resolve();
  process.on("SIGHUP", () => {
    turn = turn.then(async () => {
      try {
        service.current = await load(options);
        service.limiter.limits = service.current.settings.config.limits;
        await listeners.follow();
        say("reloaded");
      } catch (error) {
        say(`refused: ${messageOf(error)}`);
      }
    });
  });
  const ended = endOf(attended);
  say("ready");
  await ended;
  listeners.close();
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
