import { Box } from "ink";
import { useState } from "react";
import type { FirewallPreview } from "../../src/wizard/context.ts";
import type { Draft } from "../../src/wizard/draft.ts";
import { useShape } from "../layout/shape.ts";
import { cutTo } from "../theme/cells.ts";
import { commandLines } from "../theme/command-lines.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { SignCell } from "../theme/sign.tsx";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { Looking } from "./looking.tsx";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Which rules let the clients in. */
export const firewall: Screen = {
  topic: "firewall",
  words: [
    ["Firewall", "lets the internet reach a port of this box, or not"],
    ["INPUT", "the list of rules that whatever arrives is held against, from the top"],
    ["443", "the port of wss:// and https://; without it no client gets in"],
    ["80", "the port of http://, which sends visitors on to https://"],
    ["hoster", "may have a firewall of its own, which nobody can see from here"],
  ],
  useView: useFirewall,
};

function useFirewall({ context, send }: ScreenProps): ScreenView {
  const { firewall: preview, draft } = context;
  const [asCommands, setAsCommands] = useState(false);
  const ports = portsOf(draft);
  const many = ports.includes(" and ");
  const count = preview?.rules.length ?? 0;
  const items = [
    {
      id: "open",
      title: many ? "Open both" : "Open it",
      detail:
        count === 0
          ? "and keep it so after a reboot"
          : `add ${count === 1 ? "this rule" : `these ${count} rules`} and keep ${count === 1 ? "it" : "them"} after a reboot`,
    },
    { id: "none", title: "Leave it alone", detail: "no client gets in until you open 443 yourself" },
  ] as const;
  const list = useChoiceList(items, draft.firewall === "none" ? "none" : "open", (id) =>
    send({ type: "SET", patch: { firewall: id === "none" ? "none" : "auto" } }),
  );
  const opens = list.marked?.id !== "none";
  const commands = {
    label: "c",
    does: asCommands ? "rules" : "as commands",
    on: ["c"],
    run: () => setAsCommands(!asCommands),
    unfit: count === 0 ? "There are no rules to show." : undefined,
  };
  return {
    take: list.take,
    keys: questionKeys({ context, send, own: [...list.keys, commands] }),
    body: (
      <Question text={`Open ${many ? "ports" : "port"} ${ports}?`} note={preview?.title}>
        <ChoiceList items={items} state={list.state} tight />
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          {preview === undefined ? <Looking at="looking at the rules that are there" /> : null}
          {preview === undefined ? null : <Rules preview={preview} asCommands={asCommands} wanted={opens} />}
        </Box>
      </Question>
    ),
  };
}

interface RulesProps {
  readonly preview: FirewallPreview;
  readonly asCommands: boolean;
  /** They would be added. */
  readonly wanted: boolean;
}

function Rules({ preview, asCommands, wanted }: RulesProps) {
  const { kind, bodyColumns, bodyRows } = useShape();
  const { more } = useTheme();
  const each = asCommands
    ? preview.commands.map((command) => commandLines(command, bodyColumns))
    : preview.rules.map((rule) => [cutTo(rule, bodyColumns - 3, more)]);
  const shown = whole(each, Math.max(1, bodyRows - (kind === "narrow" ? 9 : 11 + preview.notes.length)));
  return (
    <Box flexDirection="column" flexShrink={0}>
      {shown.map((lines) => (
        <Box key={lines.join(" ")} flexShrink={0}>
          {asCommands ? null : <SignCell name={wanted ? "create" : "no-op"} />}
          <Words tone={wanted ? undefined : "dim"}>{lines.join("\n")}</Words>
        </Box>
      ))}
      {shown.length < each.length ? (
        <Words tone="dim">{`   and ${each.length - shown.length} more`}</Words>
      ) : null}
      <Box flexDirection="column" marginTop={1} flexShrink={0}>
        {wanted ? (
          <Paragraph>{promise(kind === "narrow")}</Paragraph>
        ) : (
          <CheckRow state="warning" text="as long as 443 is shut, the endpoint works from this box alone" />
        )}
        {preview.notes.map((note) => (
          <CheckRow key={note} state="warning" text={note} />
        ))}
        <CheckRow
          state="warning"
          text={
            kind === "narrow"
              ? "Not seen from here: your hoster's firewall."
              : "A firewall of your hoster is not visible from here: open the same ports there."
          }
        />
      </Box>
    </Box>
  );
}

/** As many of them as fit into so many rows, none of them in part; one row is kept for what is left out. */
function whole(each: readonly (readonly string[])[], rows: number): readonly (readonly string[])[] {
  if (each.flat().length <= rows) return each;
  let used = 1;
  const fitting = each.findIndex((lines) => {
    used += lines.length;
    return used > rows;
  });
  return each.slice(0, fitting);
}

function promise(short: boolean): string {
  return short
    ? "No rule of yours changes."
    : "Each is marked “wss-setup”; no rule of yours changes, and undo takes them out again.";
}

function portsOf({ redirectHttp, source }: Draft): string {
  return redirectHttp || source === "certbot" ? "80 and 443" : "443";
}
