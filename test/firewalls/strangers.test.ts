import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { namespacesAvailable } from "../helpers/namespace/available.ts";
import { Namespace } from "../helpers/namespace/namespace.ts";
import { ruleSets } from "./rule-sets.ts";

const available = namespacesAvailable();
const listen = `require("node:net").createServer((s) => s.end()).listen(443, "10.77.0.1", () => console.log("up"))`;

/** The answers about rule sets, held against the kernel: a real stranger knocks at a real listener. */
describe.skipIf(!available.ok)(`a real stranger${available.ok ? "" : ` (${available.reason})`}`, () => {
  let box: Namespace;
  let outside: Namespace;
  let listener: ChildProcess;

  beforeAll(async () => {
    [box, outside] = await Promise.all([Namespace.create(), Namespace.create()]);
    await box.must([
      "ip",
      "link",
      "add",
      "eth0",
      "type",
      "veth",
      "peer",
      "name",
      "eth0",
      "netns",
      outside.name,
    ]);
    for (const [namespace, address] of [
      [box, "10.77.0.1/24"],
      [outside, "10.77.0.2/24"],
    ] as const) {
      await namespace.must(["ip", "address", "add", address, "dev", "eth0"]);
      await namespace.must(["ip", "link", "set", "eth0", "up"]);
    }
    listener = spawn("ip", ["netns", "exec", box.name, process.execPath, "-e", listen], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (listener.stdout !== null) await once(listener.stdout, "data");
  });

  afterAll(async () => {
    if (listener.exitCode === null) {
      listener.kill();
      await once(listener, "exit");
    }
    await Promise.all([box.destroy(), outside.destroy()]);
  });

  /** A dropped packet is told by silence: a connection over a veth pair takes less than a millisecond. */
  async function knock(): Promise<boolean> {
    const { code } = await outside.run(["timeout", "0.3", "bash", "-c", "exec 3<>/dev/tcp/10.77.0.1/443"]);
    return code === 0;
  }

  it.each(ruleSets.filter(({ notReal }) => notReal !== true))("$name", async ({ rules, open, luckier }) => {
    await box.load(rules);
    expect(await knock()).toBe(open || luckier !== undefined);
  });
});
