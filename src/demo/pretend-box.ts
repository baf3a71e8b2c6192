import type { Host, RunResult } from "../host/host.ts";
import { certbotVersion, PretendCertbot } from "./pretend-certbot.ts";
import { PretendIptables } from "./pretend-iptables.ts";

export interface PretendBoxOptions {
  /** Under which the box can be reached. */
  readonly addresses: readonly string[];
  /** Where the backend listens on 127.0.0.1. */
  readonly backendPort: number;
  /** Hears of each command that would have changed a real box. */
  readonly onCommand: (argv: readonly string[]) => void;
  /** What systemctl(1) is asked to reload. @throws Failure when the service refuses */
  readonly reload: (host: Host, unit: string) => Promise<void>;
}

type Answer = (argv: readonly string[], host: Host) => string | RunResult | Promise<RunResult>;

/** What the programs of a fresh Debian box would say; no program is started. */
export class PretendBox {
  readonly #answers: Readonly<Record<string, Answer>>;

  constructor({ addresses, backendPort, onCommand, reload }: PretendBoxOptions) {
    const v4 = new PretendIptables(onCommand);
    const v6 = new PretendIptables(onCommand);
    const certbot = new PretendCertbot(onCommand);
    this.#answers = {
      id: () => "0\n",
      "dpkg-query": (argv) => installed(argv),
      dpkg: () => `${architectures[process.arch] ?? process.arch}\n`,
      ip: (argv) => (argv.includes("address") ? JSON.stringify([link(addresses)]) : ""),
      ss: () => `LISTEN 0 511 127.0.0.1:${backendPort} 0.0.0.0:* users:(("echo",pid=${process.pid},fd=18))\n`,
      iptables: (argv) => v4.run(argv),
      ip6tables: (argv) => v6.run(argv),
      certbot: (argv, host) => certbot.run(argv, host),
      systemctl: ([, verb, unit = ""], host) => systemctl(verb, () => reload(host, unit)),
    };
  }

  /**
   * @param host the box itself, with its files
   * @returns as a shell would where there is no such program
   */
  async run(argv: readonly string[], host: Host): Promise<RunResult> {
    const [program = ""] = argv;
    const answer = Object.hasOwn(this.#answers, program)
      ? await this.#answers[program]?.(argv, host)
      : undefined;
    if (answer === undefined) return { code: 127, stdout: "", stderr: `${program}: not found\n` };
    return typeof answer === "string" ? { code: 0, stdout: answer, stderr: "" } : answer;
  }
}

/** Debian's names for what Node calls otherwise. */
const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "i386", arm: "armhf" };

/** What is there already, so that nothing has to be installed: dpkg-query(1). */
const packages: Readonly<Record<string, string>> = {
  certbot: `${certbotVersion}-1`,
  openssl: "3.0.17-1~deb12u3",
};

function installed(argv: readonly string[]): string {
  return argv
    .filter((name) => Object.hasOwn(packages, name))
    .map((name) => `${name}\tinstalled\t${packages[name]}\n`)
    .join("");
}

async function systemctl(verb: string | undefined, reload: () => Promise<void>): Promise<RunResult> {
  if (verb !== "reload") return { code: 1, stdout: "", stderr: `systemctl: no ${verb} in the demo\n` };
  try {
    await reload();
    return { code: 0, stdout: "", stderr: "" };
  } catch (error) {
    return { code: 1, stdout: "", stderr: `${error instanceof Error ? error.message : String(error)}\n` };
  }
}

/** One interface, as `ip -json address` tells it. */
function link(addresses: readonly string[]) {
  return {
    ifname: "demo0",
    flags: ["UP"],
    addr_info: addresses.map((local) => ({ local, scope: "global" })),
  };
}
