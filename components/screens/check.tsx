import { Box } from "ink";
import type { PreflightRow, WizardContext } from "../../src/wizard/context.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { Question } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** What is found on the box, while it is found. Asks nothing. */
export const check: Screen = {
  topic: "check",
  words: [
    ["Check", "looks at this box; it changes nothing, and you need not wait for it"],
    ["Ports", "80 and 443, which browsers and other clients connect to"],
    ["Firewall", "the rules that let strangers in or keep them out"],
    ["Addresses", "where the internet reaches this box"],
    ["Backend", "your WebSocket server; the endpoint passes everything on to it"],
  ],
  useView: useCheck,
};

/** Kept free for the rows that are still to come, so that no line jumps. */
const usualRows = 6;

function useCheck({ context, send }: ScreenProps): ScreenView {
  const { preflight, saved, needsSudo } = context;
  const { kind } = useShape();
  const items = saved === undefined ? [] : resumeItems(saved.at);
  const list = useChoiceList(items, "resume", () => {});
  const stop = preflight.find(({ stops }) => stops !== undefined);
  const unsupported = stop?.stops === "unsupported" ? stop.text : undefined;
  const elevates = needsSudo === true || stop?.stops === "not-root";
  const resumes = list.marked?.id === "resume" && stop === undefined && !elevates;
  const next = () => send({ type: resumes ? "RESUME" : "NEXT" });
  const narrow = kind === "narrow";
  const busy = preflight.find(({ state }) => state === "checking")?.id;
  const titleWidth = Math.max(9, ...preflight.map(({ title }) => title.length));
  return {
    take: items.length === 0 ? undefined : list.take,
    keys: [
      enterKey(elevates ? "go on under sudo" : resumes ? "go on" : "next", next, unsupported),
      {
        label: "Ctrl-R",
        does: "review",
        on: ["ctrl-r"],
        run: () => send({ type: "REVIEW" }),
        unfit: stop?.text,
      },
      { label: "l", does: "log", on: ["l"], run: () => send({ type: "LOG" }) },
      context.configured
        ? escapeKey("menu", () => send({ type: "BACK" }))
        : escapeKey("back", () => {}, "This is the first step; Ctrl-C leaves."),
    ],
    body: (
      <Question text={headline(preflight, context)}>
        {items.length === 0 ? null : (
          <Box marginBottom={1}>
            <ChoiceList items={items} state={list.state} />
          </Box>
        )}
        <Box flexDirection="column" minHeight={usualRows} flexShrink={0}>
          {preflight.map(({ id, title, state, text }) => (
            <CheckRow
              key={id}
              state={state}
              title={title}
              titleWidth={narrow ? Math.max(9, titleWidth - 1) : titleWidth}
              text={text}
              turns={id === busy}
              cut={narrow && (state === "ok" || state === "checking")}
            />
          ))}
        </Box>
        <Box marginTop={1}>
          <Paragraph tone="dim">{outlook(context)}</Paragraph>
        </Box>
      </Question>
    ),
  };
}

function resumeItems(at: string) {
  return [
    { id: "resume", title: "Go on where you left off", detail: `your answers up to ${at} are kept` },
    { id: "anew", title: "Begin anew", detail: "with what this box suggests" },
  ] as const;
}

function headline(rows: readonly PreflightRow[], { mode }: WizardContext): string {
  const box = mode === "demo" ? "The demo" : "This box";
  if (rows.some(({ stops }) => stops !== undefined)) return `${box} is not ready yet.`;
  if (rows.length === 0 || rows.some(({ state }) => state === "checking"))
    return "Looking at what is there; you need not wait.";
  return rows.some(({ state }) => state === "failed") ? `${box} is not ready yet.` : `${box} is ready.`;
}

function outlook({ mode }: WizardContext): string {
  return mode === "dry-run"
    ? "Next: a few questions, then a list of every change. Nothing is changed in a dry run."
    : "Next: a few questions, then a list of every change. Only Apply changes anything.";
}
