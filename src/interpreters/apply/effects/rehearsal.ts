import { outside } from "../../../core/errors.ts";
import { type Effect, nothingToUndo } from "../effect.ts";

/** Milliseconds that an authority may take over a trial. */
const patience = 180_000;

/**
 * A renewal that fails on trial is told as a warning: the endpoint works, and there are weeks to put it right. A hook
 * that fails is a fault of what this run wrote.
 */
export const rehearseRenewal: Effect<"RehearseRenewal"> = {
  prepare: async (step, { host, onEvent, onLine, signal }) =>
    nothingToUndo(
      async () => {
        const trial = await host.run(step.argv, { timeout: patience, onLine, signal });
        const hook = await host.run(step.hook, { env: step.hookEnvironment, timeout: patience, onLine });
        if (hook.code !== 0)
          throw outside(
            `${step.hook[0]} fails, so a renewal would not arrive`,
            `${hook.stderr}${hook.stdout}`.trim(),
          );
        onEvent({
          type: "check",
          check:
            trial.code === 0
              ? { ...base, status: "ok", seen: "rehearsed, and the proxy took it up" }
              : {
                  ...base,
                  status: "warning",
                  seen: complaint(trial.stdout, trial.stderr),
                  cause: "The trial of a renewal failed; the endpoint works until its certificate ends.",
                  fix: step.argv.join(" "),
                },
        });
      },
      { kind: "rehearsed", source: step.source },
    ),
};

const base = { id: "renewal", title: "Renewal" } as const;

/** The line that says what is wrong, or else the last one. */
function complaint(...streams: readonly string[]): string {
  const lines = streams
    .flatMap((text) => text.split("\n"))
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? "it said nothing";
}
