import type { Companion, RunOptions, RunResult } from "../../../src/host/host.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import { must } from "../box/command.ts";

/** Where the programs of Debian are. */
const systemPath = "/usr/sbin:/usr/bin:/sbin:/bin";

let count = 0;

/** A network of its own on this machine, with its own packet filter. The machine's own rules are never in reach. */
export class Namespace extends RealHost {
  readonly name: string;
  readonly #programs: string | undefined;

  private constructor(name: string, programs: string | undefined) {
    super();
    this.name = name;
    this.#programs = programs;
  }

  /** @param programs a folder whose programs stand before those of the machine */
  static async create(programs?: string): Promise<Namespace> {
    count += 1;
    const namespace = new Namespace(`wss-setup-${process.pid}-${count}`, programs);
    await must(["ip", "netns", "add", namespace.name]);
    await namespace.must(["ip", "link", "set", "lo", "up"]);
    return namespace;
  }

  /** Every program runs inside. */
  override run(argv: readonly string[], options?: RunOptions): Promise<RunResult> {
    const before = this.#programs === undefined ? [] : ["env", `PATH=${this.#programs}:${systemPath}`];
    return super.run(["ip", "netns", "exec", this.name, ...before, ...argv], options);
  }

  override accompany(argv: readonly string[]): Promise<Companion> {
    return super.accompany(["ip", "netns", "exec", this.name, ...argv]);
  }

  /** Its stdout. @throws with what the program said, unless it exits 0 */
  async must(argv: readonly string[], options?: RunOptions): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, options);
    if (code !== 0) throw new Error(`${argv.join(" ")} exited ${code}\n${stdout}${stderr}`);
    return stdout;
  }

  /** The filter table as `iptables -S` or `ip6tables -S` prints it. */
  async rules(family: 4 | 6 = 4): Promise<readonly string[]> {
    return (await this.must([family === 6 ? "ip6tables" : "iptables", "-S"])).trim().split("\n");
  }

  /** Replaces the filter table by what lines of `iptables -S` say. */
  async load(lines: readonly string[], family: 4 | 6 = 4): Promise<void> {
    const chains = lines.flatMap((line) => {
      const [command, chain, policy] = line.split(" ");
      return command === "-P" || command === "-N"
        ? [`:${chain} ${command === "-P" ? policy : "-"} [0:0]`]
        : [];
    });
    const input = ["*filter", ...chains, ...lines.filter((line) => line.startsWith("-A")), "COMMIT", ""].join(
      "\n",
    );
    await this.must([family === 6 ? "ip6tables-restore" : "iptables-restore"], { input });
  }

  async destroy(): Promise<void> {
    await must(["ip", "netns", "delete", this.name]);
  }
}
