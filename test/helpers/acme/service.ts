import { connect } from "node:net";
import { start } from "../box/command.ts";
import { until } from "../box/machine.ts";

/** A program on the machine that serves one box. */
export type Service = {
  /** What it has printed so far, both streams. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
};

export type ServiceOptions = {
  /** Beside the own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly address: string;
  /** TCP ports it is expected to listen on. */
  readonly ports: readonly number[];
};

/**
 * Starts a program and waits until each of its ports takes a connection. The kernel kills it when this process ends, in
 * whatever way. Throws with what it said when it ends before.
 */
export async function startService(argv: readonly string[], options: ServiceOptions): Promise<Service> {
  const { env = {}, address, ports } = options;
  const running = start(["setpriv", "--pdeathsig", "KILL", "--", ...argv], {
    env: { ...process.env, ...env },
  });
  const said = () => running.stdout() + running.stderr();
  let ended = false;
  const done = running.done.finally(() => {
    ended = true;
  });
  const stop = async () => {
    running.kill("SIGKILL");
    await done;
  };
  try {
    for (const port of ports) {
      await until(`${argv[0]} on ${address}:${port}`, async () => {
        if (ended) throw new Error(`${argv.join(" ")} ended at once:\n${said()}`);
        return (await accepts(address, port)) || undefined;
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { said, stop };
}

function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    const tell = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => tell(true)).once("error", () => tell(false));
  });
}
