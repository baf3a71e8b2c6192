import { basename } from "node:path";
import type { Listener } from "../core/facts.ts";
import type { Host } from "../host/host.ts";

/** Who listens on TCP (ss(8)). The names of other users' processes are seen by root only. */
export async function probeListeners(host: Host): Promise<readonly Listener[]> {
  const { stdout } = await host.run(["ss", "-Hltnp"], { timeout: 10_000 });
  return Promise.all(parseListeners(stdout).map((listener) => withProgram(host, listener)));
}

/** Node names its main thread, so that the kernel's name of the process says nothing: then the program's file does. */
async function withProgram(host: Host, listener: Listener): Promise<Listener> {
  if (listener.process !== "MainThread") return listener;
  // Where the process ends meanwhile, the kernel says that the link is missing, or that it may not be read.
  const program = (await host.stat(`/proc/${listener.pid}/exe`).catch(() => undefined))?.target;
  return program === undefined ? listener : { ...listener, process: basename(program) };
}

/** One listener a line; `*` as the address is every address of both families. Pure. */
export function parseListeners(output: string): readonly Listener[] {
  return output.split("\n").flatMap((line) => {
    const local = /^LISTEN\s+\d+\s+\d+\s+(\S+):(\d+)\s/.exec(line);
    if (local === null) return [];
    const [, address = "", port] = local;
    const user = /users:\(\("((?:[^"\\]|\\.)*)",pid=(\d+)/.exec(line);
    return [
      {
        address: address.replace(/^\[|\]$/g, "").replace(/%[^\]]*$/, ""),
        port: Number(port),
        ...(user === null ? {} : { process: user[1] ?? "", pid: Number(user[2]) }),
      },
    ];
  });
}
