import type { MenuStatus, WizardContext } from "../../context.ts";
import { splitList } from "../../draft.ts";
import type { MenuChoice } from "../../events.ts";
import { lastRunText, undoNote } from "../../last-run-text.ts";
import { bestChoice, menuChoices } from "../../menu-choices.ts";
import { choose } from "../choose.ts";
import { typeText } from "../type-text.ts";
import type { Visit } from "../visit.ts";
import { checkLines, count, finding, sentence } from "../words.ts";

/** The box is configured: its state first, then what can be done. */
export async function menu(visit: Visit): Promise<void> {
  visit.say("", ...(visit.context.notice === undefined ? [] : [visit.context.notice]));
  await visit.wait(({ status }) => status !== undefined, "the endpoint");
  const { status } = visit.context;
  if (status !== undefined) visit.say(...stateLines(status));
  visit.say("What do you want to do?");
  const options = menuChoices(status).map(({ id, title, detail }) => ({ value: id, title, text: detail }));
  const choice = await choose<MenuChoice>(visit, {
    options,
    chosen: bestChoice(status),
    common: "h help, q quit",
  });
  visit.send({ type: "MENU", choice });
}

/** What is wrong, or that nothing is. */
function stateLines(status: MenuStatus): readonly string[] {
  const { endpoints, proxy, daysLeft, sockets, checks, lastRun } = status;
  if (status.unfinished !== undefined) return checks.flatMap(checkLines);
  const wrong = checks.filter(({ status }) => status !== "ok");
  return [
    `${endpoints.join(", ")}, set up on ${lastRun.slice(0, 10)}.`,
    sentence(
      [
        `Proxy ${proxy}`,
        ...(daysLeft === undefined ? [] : [`certificate ${count(daysLeft, "day")} left`]),
        ...(sockets === undefined ? [] : [count(sockets, "connection")]),
      ].join(", "),
    ),
    ...wrong.flatMap(checkLines),
    ...(wrong.length === 0 ? [finding("ok", `all ${checks.length} checks passed`)] : []),
  ];
}

/** Every check with its evidence. */
export async function status(visit: Visit): Promise<void> {
  visit.say("", ...(visit.context.status?.checks ?? []).flatMap(checkLines));
  await choose(visit, { options: [{ value: "BACK", title: "Back to the menu" }], chosen: "BACK" });
  visit.send({ type: "BACK" });
}

/** Undo and remove say what they do; removing everything takes the name. */
export async function confirm(visit: Visit): Promise<void> {
  const { job, status: state } = visit.context;
  visit.forgetTyped();
  visit.say("", ...(job === "remove" ? removal(state) : undoing(state)));
  visit.say("What other hands edited since stays, and you are told.");
  if (job === "remove") await typeName(visit);
  else await agree(visit);
  visit.send({ type: "APPLY" });
}

function undoing(state: MenuStatus | undefined): readonly string[] {
  if (state === undefined) return ["This takes back the last run."];
  const note = undoNote(state);
  return [
    `This takes back the last run, the ${lastRunText(state)}.`,
    ...(note === undefined ? [] : [finding("warning", note)]),
  ];
}

function removal(state: MenuStatus | undefined): readonly string[] {
  return ["This takes back everything:", ...(state?.owned ?? []).map((owned) => `remove: ${owned}`)];
}

async function typeName(visit: Visit): Promise<void> {
  const name = nameOf(visit.context);
  await typeText(visit, {
    label: `Type ${name} to remove it`,
    chosen: "",
    problem: (text) => (text === name ? undefined : "That is not the name; nothing was touched."),
  });
}

async function agree(visit: Visit): Promise<void> {
  const go = await choose<boolean>(visit, {
    options: [
      { value: true, title: "Take it back", text: "what was there before is there again" },
      { value: false, title: "Leave it", text: "back to the menu" },
    ],
    chosen: true,
  });
  if (!go) visit.send({ type: "BACK" });
}

function nameOf({ status: state, draft }: WizardContext): string {
  const [endpoint] = state?.endpoints ?? [];
  return endpoint?.replace(/^wss:\/\//, "") ?? splitList(draft.names)[0] ?? "remove";
}
