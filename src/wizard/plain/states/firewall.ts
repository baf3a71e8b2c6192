import type { WizardContext } from "../../context.ts";
import { choose } from "../choose.ts";
import { sayStep } from "../step-line.ts";
import type { Visit } from "../visit.ts";
import { count, finding, sentence } from "../words.ts";

/** Which rules let the clients in. */
export async function firewall(visit: Visit): Promise<void> {
  sayStep(visit, "firewall");
  await visit.wait((context) => context.firewall !== undefined, "the rules that are there");
  const { firewall: preview, draft } = visit.context;
  const { rules = [], commands = [], notes = [], title = "" } = preview ?? {};
  visit.say(...(title === "" ? [] : [sentence(title)]), ...rules.map((rule) => sentence(`add: ${rule}`)));
  if (rules.length > 0) visit.say("No rule of yours changes, and undo takes these out again.");
  visit.say(
    ...notes.map((note) => finding("warning", note)),
    finding("warning", "a firewall of your hoster is not visible from here: open the same ports there"),
  );
  for (;;) {
    const both = portsOf(visit.context).includes(" and ");
    visit.say(`Open ${both ? "ports" : "port"} ${portsOf(visit.context)}?`);
    const answer = await choose<"open" | "none" | "commands">(visit, {
      options: [
        {
          value: "open",
          title: both ? "Open both" : "Open it",
          text: `add ${count(rules.length, "rule")} and keep them after a reboot`,
        },
        { value: "none", title: "Leave it alone", text: "no client gets in until you open 443 yourself" },
      ],
      chosen: draft.firewall === "none" ? "none" : "open",
      letters: [{ letter: "c", does: "show commands", value: "commands" }],
    });
    if (answer === "commands")
      visit.say(...(commands.length === 0 ? ["There are no rules to show."] : commands));
    else {
      const isSaid = answer === "none" ? draft.firewall === "none" : draft.firewall !== "none";
      if (!isSaid) visit.send({ type: "SET", patch: { firewall: answer === "none" ? "none" : "auto" } });
      visit.send({ type: "NEXT" });
    }
  }
}

function portsOf({ draft: { redirectHttp, source } }: WizardContext): string {
  return redirectHttp || source === "certbot" ? "80 and 443" : "443";
}
