import { Box } from "ink";
import { useState } from "react";
import type { MenuStatus, WizardContext } from "../../src/wizard/context.ts";
import type { MenuChoice } from "../../src/wizard/events.ts";
import { bestChoice, menuChoices } from "../../src/wizard/menu-choices.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { cells, cutTo, pad } from "../theme/cells.ts";
import { useTheme } from "../theme/theme-context.ts";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { atMost, type SignedLine, signColumns, signedLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { checkSign } from "./check-lines.ts";
import { menuRows } from "./menu-rows.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** A box that is set up: its state first, then what can be done with it. */
export const menu: Screen = {
  topic: "the endpoint",
  words: [
    ["Status", "every check with what was seen; it changes nothing"],
    ["Rotate", "a new certificate and key; open connections go on"],
    ["Change", "the questions again, with today's answers"],
    ["Dry run", "the same, and nothing is changed at its end"],
    ["Undo", "takes back the last run"],
    ["Remove", "takes back everything that wss-setup did here"],
  ],
  useView: useMenu,
};

/** Rows of the state that are kept free while it is looked at. */
const usualRows = 4;

function useMenu({ context, send }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows, kind } = useShape();
  const { more } = useTheme();
  const [moved, setMoved] = useState<MenuChoice>();
  const { status } = context;
  const items = menuChoices(status);
  // What the operator marked stays marked, whatever is found later.
  const list = useChoiceList<MenuChoice>(items, moved ?? bestChoice(status), setMoved);
  const marked = list.marked ?? items[0];
  const below = items.length + (kind === "narrow" ? 2 : 0) + 1;
  const lines = status === undefined ? [] : stateLines(status, bodyColumns, kind === "narrow", more);
  return {
    take: list.take,
    keys: [
      enterKey((marked?.title ?? "status").toLowerCase(), () =>
        send({ type: "MENU", choice: marked?.id ?? "status" }),
      ),
      ...list.keys,
      escapeKey("back", () => {}, "This is the first screen; Ctrl-C leaves."),
    ],
    body: (
      <Box flexDirection="column" flexShrink={0}>
        <Box flexDirection="column" minHeight={Math.min(usualRows, bodyRows - below - 1)} flexShrink={0}>
          {status === undefined ? (
            <CheckRow state="checking" text={`looking at ${endpointOf(context)} ${more}`} />
          ) : (
            <SignedRows lines={atMost(lines, bodyRows - below - 1, "Status shows them")} />
          )}
        </Box>
        <Box marginTop={1} flexShrink={0}>
          <ChoiceList items={items} state={list.state} tight />
        </Box>
      </Box>
    ),
  };
}

function endpointOf({ draft }: WizardContext): string {
  return draft.names === "" ? "the endpoint" : draft.names;
}

function stateLines(status: MenuStatus, width: number, narrow: boolean, more: string): readonly SignedLine[] {
  const rows = menuRows(status);
  const titleWidth = Math.max(...rows.slice(0, usualRows).map(({ title }) => cells(title))) + 3;
  return rows.flatMap(({ title, state, text }) => {
    const sign = checkSign[state];
    if (narrow) return signedLines(cutTo(`${title}: ${text}`, width - signColumns, more), width, { sign });
    if (cells(title) > titleWidth - 3) return signedLines(`${title}: ${text}`, width, { sign });
    return signedLines(text, width, { indent: signColumns + titleWidth }).map((line, place) =>
      place === 0 ? { ...line, sign, indent: signColumns, text: pad(title, titleWidth) + line.text } : line,
    );
  });
}
