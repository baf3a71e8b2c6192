import type { Companion, RunOptions, RunResult } from "../../../src/host/host.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import { must } from "../box/command.ts";

let count = 0;

/** A network of its own on this machine, with its own packet filter. The machine's own rules are never in reach. */
export class Namespace extends RealHost {
  readonly name: string;

  private constructor(name: string) {
    super();
    this.name = name;
  }

  static async create(): Promise<Namespace> {
    count += 1;
    const namespace = new Namespace(`wss-setup-${process.pid}-${count}`);
    await must(["ip", "netns", "add", namespace.name]);
    await namespace.must(["ip", "link", "set", "lo", "up"]);
    return namespace;
  }

  /** Every program runs inside. */
  override run(argv: readonly string[], options?: RunOptions): Promise<RunResult> {
    return super.run(["ip", "netns", "exec", this.name, ...argv], options);
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
