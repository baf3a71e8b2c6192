import type { VerbContext } from "../cli/verb.ts";
import { formatAnswers, parseAnswersText } from "../core/answers-file.ts";
import { type ExitCode, exitCode, Failure } from "../core/errors.ts";
import { applyFlags } from "../core/flags.ts";
import { paths } from "../core/paths.ts";
import { realEnvironment } from "../environment.ts";
import { runUnderSudo } from "../host/under-sudo.ts";
import { draftOf } from "../wizard/draft.ts";
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
  const path = draftPath(process.getuid?.(), process.env);
  const end = await runWizard({
    environment: await realEnvironment(host),
    mode: dryRun ? "dry-run" : "set-up",
    signal,
    drafts: dryRun || path === undefined ? noDraftStore : draftStore(host, path),
    draft: (installed) => {
      const saved = installed && parseAnswersText(formatAnswers(installed), paths.answers);
      return draftOf(applyFlags({}, values), draftOf(saved));
    },
    show: (actor) => showWizard(actor, values.plain === true),
  });
  if (end.elevate) return elevate(process.argv.slice(2));
  tellEnd(terminal, end.context);
  return end.exitCode;
}

async function elevate(argv: readonly string[]): Promise<ExitCode> {
  const code = await runUnderSudo(argv);
  if (code !== 127) return code as ExitCode;
  throw new Failure("this needs root, and there is no sudo here", {
    kind: "operator",
    exitCode: exitCode.needsRoot,
    next: "log in as root, then: wss-setup",
  });
}
