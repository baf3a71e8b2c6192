import type { RunResult } from "../host/host.ts";

/** As cloud images have it: nothing comes in but ssh, so that a port has to be opened. */
export const cloudRules: readonly string[] = [
  "-P INPUT ACCEPT",
  "-P FORWARD ACCEPT",
  "-P OUTPUT ACCEPT",
  "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
  "-A INPUT -i lo -j ACCEPT",
  "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
  "-A INPUT -j REJECT",
];

/** An iptables(8) whose rules stand here and nowhere else: enough of it to list, add and take out rules of INPUT. */
export class PretendIptables {
  #rules: readonly string[];
  readonly #onChange: (argv: readonly string[]) => void;

  /** @param onChange hears of each command that would have changed a real box */
  constructor(onChange: (argv: readonly string[]) => void, rules = cloudRules) {
    this.#onChange = onChange;
    this.#rules = rules;
  }

  /** As `iptables -S` lists them. */
  get rules(): readonly string[] {
    return this.#rules;
  }

  run(argv: readonly string[]): RunResult {
    const [command, , ...rest] = withoutWait(argv.slice(1));
    if (command === "-S") return { code: 0, stdout: `${this.#rules.join("\n")}\n`, stderr: "" };
    const before = this.#rules;
    if (command === "-A") this.#insert(this.#rules.length, rest);
    if (command === "-I") this.#insert(this.#placeOf(Number(rest[0])), rest.slice(1));
    if (command === "-D") this.#rules = this.#rules.filter((rule) => rule !== ruleOf(rest));
    if (this.#rules === before) return { code: 2, stdout: "", stderr: "iptables: Bad argument\n" };
    this.#onChange(argv);
    return { code: 0, stdout: "", stderr: "" };
  }

  #insert(index: number, words: readonly string[]): void {
    this.#rules = this.#rules.toSpliced(index, 0, ruleOf(words));
  }

  /** Where the rule with this number in INPUT stands, counted from 1. */
  #placeOf(number: number): number {
    const places = this.#rules.flatMap((rule, index) => (rule.startsWith("-A INPUT ") ? [index] : []));
    return places[number - 1] ?? this.#rules.length;
  }
}

function withoutWait(args: readonly string[]): readonly string[] {
  return args[0] === "-w" ? args.slice(2) : args;
}

function ruleOf(words: readonly string[]): string {
  return `-A INPUT ${words.join(" ")}`;
}
