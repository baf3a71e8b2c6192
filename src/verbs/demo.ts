import { once } from "node:events";
import { progressLines } from "../cli/progress.ts";
import type { VerbContext } from "../cli/verb.ts";
import { endpointUrls } from "../core/endpoint-url.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { type DemoWorld, startDemo } from "../demo/start-demo.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import { probeAddresses } from "../probe/addresses.ts";
import { setUp } from "../set-up.ts";
import { collectReport } from "./apply-report.ts";
import { validate } from "./read-answers.ts";
import { tellSetUp } from "./tell-set-up.ts";

/** The whole job in a folder; the endpoint lives until INT or TERM, or with `--once` until it is proven. */
export async function demoVerb(context: VerbContext): Promise<ExitCode> {
  const { host, terminal, values } = context;
  if (values.yes !== true) {
    throw invalidInput("the guided demo is not in this release", "wss-setup demo --yes");
  }
  const world = await startDemo(host, {
    ...(typeof values.folder === "string" ? { folder: values.folder } : {}),
    onCommand: (argv) => terminal.progress(`      on a real box: ${argv.join(" ")}`),
  });
  try {
    await serveDemo(world, context);
  } finally {
    await world.stop();
  }
  return exitCode.done;
}

async function serveDemo(world: DemoWorld, { terminal, values, signal }: VerbContext): Promise<void> {
  const { environment, folder, backend } = world;
  terminal.progress(`This folder stands for a box: ${folder}`);
  terminal.progress(`A WebSocket server that sends back what it gets waits there: ${backend}`);
  const answers = validate(environment, world.answers, await probeAddresses(environment.host));
  const show = progressLines(terminal);
  const report = collectReport();
  const onEvent = (event: ApplyEvent) => {
    show(event);
    report.onEvent(event);
  };
  const plan = await setUp(environment, answers, { onEvent, signal });
  const endpoints = endpointUrls(answers.names, environment.ports);
  tellSetUp(
    terminal,
    values,
    { plan, endpoints: values.json === true ? endpoints : endpoints.slice(0, 1), report: report.result() },
    { folder, backend },
  );
  if (values.once === true) return;
  terminal.progress("The certificate is self-signed: a browser asks once whether you trust it.");
  terminal.progress("Ctrl-C ends the demo.");
  if (!signal.aborted) await once(signal, "abort");
}
