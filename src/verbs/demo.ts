import { once } from "node:events";
import { progressLines } from "../cli/progress.ts";
import type { VerbContext } from "../cli/verb.ts";
import { endpointUrls } from "../core/endpoint-url.ts";
import { type ExitCode, exitCode } from "../core/errors.ts";
import { type DemoWorld, startDemo } from "../demo/start-demo.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import { probeAddresses } from "../probe/addresses.ts";
import { setUp } from "../set-up.ts";
import type { Check } from "../verify/check.ts";
import { draftOf } from "../wizard/draft.ts";
import { runWizard } from "../wizard/run-wizard.ts";
import { collectReport } from "./apply-report.ts";
import { validate } from "./read-answers.ts";
import { refuseWithoutTerminal, showWizard, tellEnd } from "./show-wizard.ts";
import { tellSetUp } from "./tell-set-up.ts";

/** The whole job in a folder; the endpoint lives until INT or TERM, or with `--once` until it is proven. */
export async function demoVerb(context: VerbContext): Promise<ExitCode> {
  const { host, terminal, values } = context;
  const guided = values.yes !== true;
  if (guided) refuseWithoutTerminal("wss-setup demo --yes");
  const show = progressLines(terminal);
  const world = await startDemo(host, {
    ...(typeof values.folder === "string" ? { folder: values.folder } : {}),
    onCommand: (argv) => {
      if (!guided) show({ type: "line", line: `on a real box: ${argv.join(" ")}` });
    },
  });
  let proven: readonly Check[];
  try {
    if (guided) return await guideDemo(world, context);
    proven = await serveDemo(world, context, show);
  } finally {
    await world.stop();
  }
  for (const line of closingWords(proven, values.folder === undefined ? undefined : world.folder)) {
    terminal.progress(line);
  }
  return exitCode.done;
}

/** What is left to say when the demo's servers have ended. @param kept the folder, where the operator named it */
function closingWords(checks: readonly Check[], kept: string | undefined): readonly string[] {
  const passed = checks.filter(({ status }) => status === "ok").length;
  const gone = kept === undefined ? "and its folder is gone" : `and ${kept} stays, as you named it`;
  return [
    `The demo is over. Its endpoint was proven: ${passed} of ${checks.length} checks passed, WebSockets over TLS among them.`,
    `The servers have ended ${gone}; nothing outside of it was touched. On a real box: wss-setup`,
  ];
}

/** The wizard on the demo's world: what it sets up lives as long as its last screen. */
async function guideDemo(world: DemoWorld, { terminal, values, signal }: VerbContext): Promise<ExitCode> {
  const end = await runWizard({
    host: world.environment.host,
    environment: async () => world.environment,
    mode: "demo",
    signal,
    draft: async () => draftOf({ ...world.answers, certificate: world.certificate }),
    show: (actor, up) => showWizard(actor, up, values.plain === true),
  });
  tellEnd(terminal, end.context);
  return end.exitCode;
}

/** @returns what was checked to prove it */
async function serveDemo(
  world: DemoWorld,
  { terminal, values, signal }: VerbContext,
  show: (event: ApplyEvent) => void,
): Promise<readonly Check[]> {
  const { environment, folder, backend } = world;
  terminal.progress(`This folder stands for a box: ${folder}`);
  terminal.progress(`A WebSocket server that sends back what it gets waits there: ${backend}`);
  const answers = validate(environment, world.answers, await probeAddresses(environment.host));
  const report = collectReport();
  const onEvent = (event: ApplyEvent) => {
    show(event);
    report.onEvent(event);
  };
  const plan = await setUp(environment, answers, { onEvent, signal });
  const endpoints = endpointUrls(answers.names, environment.ports);
  const shown = values.json === true ? endpoints : endpoints.slice(0, 1);
  tellSetUp(terminal, values, { plan, endpoints: shown, report: report.result() }, { folder, backend });
  const { checks } = report.result();
  if (values.once === true) return checks;
  terminal.progress("The certificate is self-signed: a browser asks once whether you trust it.");
  terminal.progress("Ctrl-C ends the demo.");
  if (!signal.aborted) await once(signal, "abort");
  return checks;
}
