import { parseArgs } from "node:util";
import { expect, it } from "vitest";
import { verbs } from "../../src/cli/verbs.ts";
import { planCommand } from "../../src/verbs/plan-command.ts";

const verb = (name: string) => {
  const options = verbs.find((each) => each.name === name)?.options ?? {};
  return Object.fromEntries(
    Object.entries(options).map(([flag, { help: _, value: __, ...rest }]) => [flag, rest]),
  );
};

function flagsOf(name: string, args: readonly string[]) {
  return { ...parseArgs({ args: [...args], options: verb(name) }).values };
}

it.each([
  [["-a", "my answers.yaml", "--yes"], "wss-setup plan -a 'my answers.yaml'"],
  [
    ["-a", "a.yaml", "--yes", "--json", "--restart", "--name", "a.example.com", "--name=b.example.com"],
    "wss-setup plan -a a.yaml --restart --name=a.example.com --name=b.example.com",
  ],
  [["--yes", "--backend", "ws://127.0.0.1:9944", "--proxy", "haproxy"], undefined],
  [["--yes", "--plan", "plan.json"], "wss-setup plan -a /etc/wss-setup/answers.yaml"],
])(
  "what shows the plan of apply %j is a command that plan understands, with the same answers",
  (args, told) => {
    const command = planCommand(flagsOf("apply", args));
    if (told !== undefined) expect(command).toBe(told);
    if (args.includes("--plan")) return;
    const { yes: _, json: __, ...asked } = flagsOf("apply", args);
    const words = [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word).slice(2);
    expect(flagsOf("plan", words)).toEqual(asked);
  },
);
