import type { Visit } from "../visit.ts";

/** The steps, each with its time. Nothing is asked; h, l and q are heard all the same. */
export async function apply(visit: Visit): Promise<void> {
  if (!visit.again) {
    visit.say(
      visit.from === "stuck" ? "Trying again." : "Applying. Undo is ready. h help, l log, q stop (asks).",
    );
  }
  await follow(visit);
}

/** The proof, check by check. */
export async function verify(visit: Visit): Promise<void> {
  if (!visit.again && visit.from === "stuck") {
    visit.say(visit.context.decision === "keep" ? "Keeping it; the rest goes on." : "Trying again.");
  }
  await follow(visit);
}

async function follow(visit: Visit): Promise<never> {
  for (;;) {
    visit.tellProgress();
    const line = visit.takeUnasked()?.toLowerCase();
    if (line === "h" || line === "?") visit.send({ type: "HELP" });
    else if (line === "l") visit.send({ type: "LOG" });
    else if (line === "q") visit.send({ type: "QUIT" });
    else if (line === "b") visit.say("Applying cannot go back; q stops it.");
    else if (line === undefined) await visit.rest();
  }
}

/** What was changed is put back; that is never cut off. */
export async function takingBack(visit: Visit): Promise<void> {
  if (!visit.again) visit.say("", "Taking it back. This is not stopped half-way.");
  for (;;) {
    visit.tellProgress();
    await visit.rest();
  }
}
