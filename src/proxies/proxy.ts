import type { Answers, ProxyId } from "../core/answers.ts";
import type { Facts } from "../core/facts.ts";
import type { Problem, Warning } from "../core/finding.ts";
import type { ConfigTest, PairCopy, Step, Workers } from "../core/step.ts";
import type { Host } from "../host/host.ts";

/** A way to carry the connections. One folder and one line in `index.ts`. */
export interface Proxy {
  readonly id: ProxyId;
  /** As people write it. */
  readonly title: string;
  /** Debian packages that bring it, also those that only some boxes get; empty where it comes along with us. */
  readonly packages: readonly string[];
  /** Service unit, without `.service`. */
  readonly unit: string;
  /** Where it tells of its errors; left out where it tells them its service manager. */
  readonly errorLog?: string;
  /** It is there only where systemd runs. */
  readonly needsSystemd?: true;
  /** Process names under which it holds a port. */
  readonly processes: readonly string[];
  /** The program's own test of the configuration on disk. */
  readonly configTest: ConfigTest;
  /** How to see that a reload is over; undefined where the reload command waits for it. */
  readonly workers?: Workers;
  /** What it reads instead of the pair; left out where it reads that itself. */
  readonly copies?: readonly PairCopy[];
  /** How it answers an authority's challenges: from a folder when not said, or only by passing them on to whoever asks. */
  readonly challenges?: "passed-on";
  /** A reload tests the configuration by itself and goes on with the one before: scripts that reload need no test. */
  readonly reloadTests?: true;
  /** Looks, changes nothing; the result is `facts.proxies[id]`. */
  probe(host: Host, environmentOf: EnvironmentOf): Promise<unknown>;
  /** Pure. */
  plan(input: ProxyInput): ProxyPlan;
}

/** What a unit's programs find in their environment. Values may be secrets: they go to the program itself alone. */
export type EnvironmentOf = (unit: string) => Promise<Readonly<Record<string, string>>>;

export interface ProxyInput {
  readonly answers: Answers;
  readonly facts: Facts;
  /** Undefined: there is none yet. Then port 80 alone is served, with the challenges of the authority. */
  readonly certificate?: CertificateFiles;
  /** The page that tests the connection, where it is wanted. */
  readonly page?: string;
}

/** Where the proxy finds what it serves. */
export interface CertificateFiles {
  /** Leaf first, then the intermediates. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Undefined where no DHE suite is on offer. */
  readonly dhparamFile?: string;
}

export interface ProxyPlan {
  /** Everything between the installed packages and a config that can be tested; test and reload are added by `plan()`. */
  readonly steps: readonly Step[];
  /** What stands in the way; each stops the job before anything is touched. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
  /** False where another site of the operator answers for unknown names. */
  readonly refusesUnknownNames: boolean;
  /** Those of its packages that are needed here; all when not said. */
  readonly packages?: readonly string[];
  /** The program's own test where its service reads more here than is usual; the usual one when not said. */
  readonly configTest?: ConfigTest;
  /** A further test of the configuration, for faults that only a start shows; left out where none can be made here. */
  readonly trial?: ConfigTest;
  /** Why a reload of a server that runs already is not enough: one sentence. It is restarted only with the operator's yes. */
  readonly restart?: string;
  /** What a reload does to open connections, where it closes them: one sentence. */
  readonly reload?: string;
}
