import { keepsAnswers } from "../keeps-answers.ts";
import { choose, type Option } from "./choose.ts";
import { helpLines } from "./help-lines.ts";
import { isWorking } from "./is-working.ts";
import type { OverlayState, Visit } from "./visit.ts";

/** Lines of the log that are told at once. */
const logLength = 30;

/** What may come in between, whatever is asked. */
export const overlays: Readonly<Record<Exclude<OverlayState, "none">, (visit: Visit) => Promise<void>>> = {
  help: async (visit) => {
    visit.say("", ...helpLines(visit.walk));
    visit.send({ type: "CLOSE" });
  },
  log: async (visit) => {
    const { log } = visit.context.progress;
    const last = log.slice(-logLength);
    const more = last.length < log.length ? `The last ${last.length} of ${log.length} lines:` : "The log:";
    visit.say("", log.length === 0 ? "The log is empty." : more, ...last);
    visit.send({ type: "CLOSE" });
  },
  leave: async (visit) => {
    const kept = keepsAnswers(visit.context);
    visit.say("", `Leave? Nothing was changed.${kept ? " Your answers are kept for the next time." : ""}`);
    const forget: Option<"FORGET"> = {
      value: "FORGET",
      title: "Forget them",
      text: "leave without keeping the answers",
    };
    const type = await choose<"LEAVE" | "CLOSE" | "FORGET">(visit, {
      options: [
        { value: "LEAVE", title: "Leave" },
        { value: "CLOSE", title: "Stay" },
        ...(kept ? [forget] : []),
      ],
      chosen: "LEAVE",
      letters: [{ letter: "q", does: "leave", value: "LEAVE" }],
      common: "",
    });
    visit.send({ type });
  },
  stop: async (visit) => {
    if (!isWorking(visit.walk)) {
      visit.say("It ended meanwhile.");
      return visit.send({ type: "CLOSE" });
    }
    const running = visit.context.progress.steps.find(({ state }) => state === "running");
    visit.say(
      "",
      running === undefined
        ? "Stop here?"
        : `Stop here? "${running.deed ?? running.title}" is still running and is let finish.`,
    );
    visit.forgetTyped();
    const type = await choose<"CLOSE" | "STOP">(visit, {
      options: [
        { value: "CLOSE", title: "Keep going", text: "as if nothing happened" },
        { value: "STOP", title: "Stop and take back", text: "what this run did" },
      ],
      chosen: "CLOSE",
      common: "",
    });
    visit.send({ type });
  },
};
