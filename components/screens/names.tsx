import { Box } from "ink";
import { useState } from "react";
import { nameFacts } from "../../src/core/name-facts.ts";
import type { WizardContext } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import { namesProblem, nameToConfirm } from "../../src/wizard/draft-problem.ts";
import type { KeyPress } from "../keys/key-press.ts";
import { heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { Words } from "../theme/words.tsx";
import { useSettled } from "../use-settled.ts";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { fieldKeys, useTextField } from "../widgets/text-field/use-text-field.ts";
import { Looking } from "./looking.tsx";
import { isPrivate, nameRows } from "./name-rows.ts";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** The names that clients connect to, with where each leads. */
export const names: Screen = {
  topic: "names",
  words: [
    ["Name", "what clients write after wss://, such as node.example.com"],
    ["A, AAAA", "the DNS records that lead a name to an IPv4 and an IPv6 address"],
    ["DNS", "you change it at whoever sold you the domain; it may take an hour"],
    ["No domain", "Down takes this box's own address: good enough with a certificate made here"],
  ],
  useView: useNames,
};

/** Said while nothing is filled in yet. */
const waiting =
  "This box's own name is being looked up: a moment, or type one, or take its address with Down.";

function useNames({ context, send, say }: ScreenProps): ScreenView {
  const { draft, confirmed, searched, touched } = context;
  const set = (text: string) => send({ type: "SET", patch: { names: text } });
  const field = useTextField(draft.names, set);
  const [typed, setTyped] = useState(draft.names);
  const [asking, setAsking] = useState(false);
  const [settled, judge] = useSettled(draft.names);
  const offers = offered(context);
  const problem = namesProblem(draft);
  const unnamed = draft.names === "" && touched.names !== true && !searched;
  const lookalike = problem === undefined ? nameToConfirm(draft, confirmed) : undefined;
  const go = (type: "NEXT" | "REVIEW") => {
    if (unnamed) say(waiting);
    else if (problem !== undefined) judge();
    else if (lookalike !== undefined) setAsking(true);
    else send({ type });
  };
  const take = (press: KeyPress) => {
    if (asking) {
      setAsking(false);
      if (press.name === "y" && lookalike !== undefined) {
        send({ type: "CONFIRM", name: lookalike.name });
        send({ type: "NEXT" });
        return true;
      }
      if (press.name === "escape") return true;
    }
    if (press.name === "up" || press.name === "down") {
      const next = neighbour([typed, ...offers], draft.names, press.name === "down" ? 1 : -1);
      if (next !== undefined) set(next);
      return true;
    }
    const taken = field.take(press);
    if (taken && (press.text !== undefined || press.name === "backspace")) setTyped("");
    return taken;
  };
  const keys = questionKeys({
    context,
    send,
    go,
    own: [
      heardKey("Down", "this box's address", true),
      ...(asking ? [heardKey("y", "yes, that name")] : []),
      heardKey("Keys", fieldKeys, true),
    ],
  });
  return {
    take,
    typing: true,
    keys,
    body: (
      <Question text="What name will clients connect to?">
        <TextField state={field.state} label="names, separated by commas" />
        <Verdict
          problem={settled && !unnamed ? problem : undefined}
          lookalike={settled || asking ? lookalike?.text : undefined}
          asking={asking}
        />
        <Box flexDirection="column" minHeight={2} flexShrink={0}>
          {unnamed ? <Looking at="looking up this box's own name" /> : null}
          {problem === undefined ? <Records context={context} /> : null}
        </Box>
        <Box marginTop={1} flexDirection="column" flexShrink={0}>
          <Paragraph tone="dim">{advice(offers[0], splitList(draft.names))}</Paragraph>
        </Box>
      </Question>
    ),
  };
}

interface VerdictProps {
  readonly problem: string | undefined;
  readonly lookalike: string | undefined;
  readonly asking: boolean;
}

/** The row below the field is kept free for it. */
function Verdict({ problem, lookalike, asking }: VerdictProps) {
  const text = problem ?? (asking && lookalike !== undefined ? `${lookalike} y if you mean it.` : lookalike);
  return (
    <Paragraph indent={2} tone={problem === undefined ? "warn" : "bad"} bold={asking}>
      {text ?? " "}
    </Paragraph>
  );
}

/** Where each name leads. */
function Records({ context }: { readonly context: WizardContext }) {
  const { bodyRows, kind } = useShape();
  const all = splitList(context.draft.names);
  const room = Math.max(1, Math.floor((bodyRows - 8) / 3));
  const shown = all.slice(0, room);
  const busy = all.find((name) => nameFacts(context.names, name) === undefined);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {shown.map((name) => (
        <Box key={name} flexDirection="column" flexShrink={0}>
          {all.length > 1 ? <Words wrap="cut">{name}</Words> : null}
          {nameRows(name, context).map(({ title, state, text, advice: todo }) => (
            <Box key={title} flexDirection="column" flexShrink={0}>
              <CheckRow
                state={state}
                title={title}
                titleWidth={4}
                text={kind === "narrow" ? text.replace(/ {2,}/, ", ") : text}
                turns={name === busy && title === "A"}
              />
              {todo === undefined ? null : <Paragraph indent={3}>{`Do this: ${todo}.`}</Paragraph>}
            </Box>
          ))}
        </Box>
      ))}
      {shown.length < all.length ? (
        <Words tone="dim">{`and ${all.length - shown.length} more names`}</Words>
      ) : null}
    </Box>
  );
}

/** The box's own addresses, those that strangers can reach first. */
function offered({ facts }: WizardContext): readonly string[] {
  return [...(facts?.addresses ?? [])].sort((a, b) => Number(isPrivate(a)) - Number(isPrivate(b)));
}

function neighbour(line: readonly string[], now: string, step: number): string | undefined {
  const at = line.indexOf(now);
  return line[(at === -1 ? 0 : at) + step];
}

/** What is there already is not offered again. */
function advice(address: string | undefined, taken: readonly string[]): string {
  const several = "Several: separate with commas.";
  return address === undefined || taken.includes(address)
    ? several
    : `${several} No domain? Down takes the address ${address}: it works too, with a certificate made here.`;
}
