import type { WizardContext } from "../../src/wizard/context.ts";
import type { WalkState } from "../use-snapshot.ts";

const demo = ["demo · only its own folder is touched", "demo"] as const;

/** What has been touched so far, in a long and a short form. */
export function touched(walk: WalkState, context: WizardContext): readonly [long: string, short: string] {
  if (context.mode === "dry-run") return ["dry run · nothing will change", "dry run"];
  if (context.mode === "demo" && ["apply", "verify", "stuck", "takingBack"].includes(walk)) return demo;
  switch (walk) {
    case "apply":
      return ["changing this box · undo is ready", "undo is ready"];
    case "verify":
      return ["changed, not proven yet · undo is ready", "not proven yet"];
    case "stuck":
      return ["stopped · undo is ready", "undo is ready"];
    case "takingBack":
      return ["taking it back", "taking it back"];
    case "done":
      return ["proven", "proven"];
    case "ended":
    case "menu":
    case "status":
    case "confirm":
      return ["", ""];
    default:
      return context.mode === "demo" ? demo : ["nothing changed yet", "nothing changed"];
  }
}
