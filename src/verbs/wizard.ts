import type { VerbContext } from "../cli/verb.ts";
import type { Answers } from "../core/answers.ts";
import { type ExitCode, exitCode, Failure } from "../core/errors.ts";
import { applyFlags } from "../core/flags.ts";
import { runUnderSudo } from "../host/under-sudo.ts";
import { type Draft, draftOf, givenBy } from "../wizard/draft.ts";
import { runWizard } from "../wizard/run-wizard.ts";
import { draftPath, draftStore, noDraftStore } from "../wizard/runner/draft-file.ts";
import { refuseWithoutTerminal, showWizard, tellEnd } from "./show-wizard.ts";

/** The guided way: asks, shows every change, applies on the operator's word. */
export async function wizardVerb({ host, terminal, values, signal }: VerbContext): Promise<ExitCode> {
  refuseWithoutTerminal(
    "wss-setup apply -a answers.yaml --yes    set up from a file",
    "wss-setup plan  -a answers.yaml          show what that would do",
    "wss-setup schema                         what the file may hold",
  );
  const dryRun = values["dry-run"] === true;
  const flags = applyFlags({}, values);
  const path = draftPath(process.getuid?.(), process.env);
  const end = await runWizard({
    host,
    environment: async () => (await import("../environment.ts")).realEnvironment(host),
    mode: dryRun ? "dry-run" : "set-up",
    signal,
    needsSudo: process.getuid?.() !== 0,
    logged: async (what, onEvent, work) => (await import("../run-log.ts")).logged(host, what, onEvent, work),
    drafts: dryRun || path === undefined ? noDraftStore : draftStore(host, path),
    draft: async (installed) => draftOf(flags, await installedDraft(installed)),
    given: Object.keys(givenBy(flags)) as (keyof Draft)[],
    show: (actor, up) => showWizard(actor, up, values.plain === true),
  });
  if (end.elevate) return elevate(process.argv.slice(2));
  tellEnd(terminal, end.context);
  return end.exitCode;
}

/** On a configured box the questions begin with its own answers. */
async function installedDraft(installed: Answers | undefined): Promise<Draft | undefined> {
  if (installed === undefined) return undefined;
  const { formatAnswers, parseAnswersText } = await import("../core/answers-file.ts");
  return draftOf(parseAnswersText(formatAnswers(installed), "the saved answers"));
}

async function elevate(argv: readonly string[]): Promise<ExitCode> {
  // sudo drops most of the environment, and with it the wish for a screen reader's words.
  const plain = process.env.INK_SCREEN_READER === "true" && !argv.includes("--plain") ? ["--plain"] : [];
  const code = await runUnderSudo([...argv, ...plain]);
  if (code !== 127) return code as ExitCode;
  throw new Failure("this needs root, and there is no sudo here", {
    kind: "operator",
    exitCode: exitCode.needsRoot,
    next: "log in as root, then: wss-setup",
  });
}
