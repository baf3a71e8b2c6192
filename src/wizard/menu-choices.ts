import type { MenuStatus } from "./context.ts";
import type { MenuChoice } from "./events.ts";
import { lastRunText } from "./last-run-text.ts";

export interface MenuItem {
  readonly id: MenuChoice;
  readonly title: string;
  readonly detail: string;
}

type Unfinished = NonNullable<MenuStatus["unfinished"]>;

const status = item("status", "Status", "every check with its evidence; changes nothing");
const change = item("change", "Change", "the questions again, with today's answers");
const dryRun = item("dry-run", "Dry run", "the same, but nothing is changed");
const remove = item("remove", "Remove", "take back everything; asks you to type the name");

const cutOff = [
  item("continue", "Go on", "take back what was cut off, then do it anew"),
  item("undo", "Undo it", "take back what the last run did"),
];

/** What brings it to its end. */
const ends: Readonly<Record<Unfinished, readonly MenuItem[]>> = {
  apply: cutOff,
  rotate: cutOff,
  undo: [item("undo", "Undo", "take back the rest of the last run")],
  remove: [item("remove", "Remove", "take back the rest; asks you to type the name")],
};

/** What can be done with a box that is set up; what brings an unfinished job to its end comes first. Pure. */
export function menuChoices(known: MenuStatus | undefined): readonly MenuItem[] {
  const unfinished = known?.unfinished;
  if (unfinished !== undefined)
    return [...ends[unfinished], status, change, dryRun, ...(unfinished === "remove" ? [] : [remove])];
  const connections = known?.reloadCloses ? "open connections close" : "no connection is dropped";
  const last = known === undefined ? "" : ` (${lastRunText(known)})`;
  return [
    status,
    item("rotate", "Rotate", `a new certificate and key; ${connections}`),
    change,
    dryRun,
    item("undo", "Undo", `take back the last run${last}`),
    remove,
  ];
}

/** What is marked first: what cures a fault, else what cannot harm. Pure. */
export function bestChoice(known: MenuStatus | undefined): MenuChoice {
  if (known?.unfinished !== undefined) return ends[known.unfinished][0]?.id ?? "status";
  const certificate = known?.checks.find(({ id }) => id === "certificate");
  return certificate !== undefined && certificate.status !== "ok" ? "rotate" : "status";
}

function item(id: MenuChoice, title: string, detail: string): MenuItem {
  return { id, title, detail };
}
