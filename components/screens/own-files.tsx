import { Box } from "ink";
import { useState } from "react";
import type { WizardContext } from "../../src/wizard/context.ts";
import { findingsOf, ownFilesProblem } from "../../src/wizard/own-files.ts";
import type { KeyPress } from "../keys/key-press.ts";
import { heardKey } from "../keys/key-row.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { useTheme } from "../theme/theme-context.ts";
import { useSettled } from "../use-settled.ts";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { fieldKeys, useTextField } from "../widgets/text-field/use-text-field.ts";
import { Looking } from "./looking.tsx";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** The operator's own certificate and key, looked at while their paths are typed. */
export const ownFiles: Screen = {
  topic: "my own files",
  words: [
    ["Certificate", "a PEM file: yours first, then those that lead to the authority's root"],
    ["Key", "the PEM file that came with it; it is read where it lies, and copied nowhere"],
    ["chmod 600", "makes a file readable for its owner alone"],
    ["rotate", "once you have replaced the files, wss-setup rotate takes them in"],
  ],
  useView: useOwnFiles,
};

function useOwnFiles({ context, send, say }: ScreenProps): ScreenView {
  const { draft } = context;
  const { certificateFile, keyFile } = draft;
  const { cursor } = useTheme();
  const [at, setAt] = useState<"certificateFile" | "keyFile">("certificateFile");
  const certificate = useTextField(certificateFile, (text) =>
    send({ type: "SET", patch: { certificateFile: text } }),
  );
  const key = useTextField(keyFile, (text) => send({ type: "SET", patch: { keyFile: text } }));
  const [settled, judge] = useSettled(`${certificateFile}\n${keyFile}`);
  const problem = ownFilesProblem(draft);
  const go = (type: "NEXT" | "REVIEW") => {
    const failed = findingsOf(context)?.find(({ state }) => state === "failed");
    if (type === "NEXT" && at === "certificateFile" && certificateFile !== "" && keyFile === "")
      setAt("keyFile");
    else if (problem !== undefined) {
      judge();
      setAt(problem.field);
      if (draft[problem.field] === "") say(problem.text);
    } else if (failed !== undefined) say(failed.text);
    else send({ type });
  };
  const take = (press: KeyPress) => {
    if (!["tab", "shift-tab", "up", "down"].includes(press.name)) {
      return (at === "certificateFile" ? certificate : key).take(press);
    }
    setAt(at === "certificateFile" ? "keyFile" : "certificateFile");
    return true;
  };
  const lead = (row: typeof at, label: string) => `${at === row ? cursor : " "} ${label.padEnd(12)}`;
  const shown = settled && problem !== undefined && draft[problem.field] !== "" ? problem.text : " ";
  return {
    take,
    typing: true,
    keys: questionKeys({
      context,
      send,
      go,
      own: [heardKey("Tab", "other file"), heardKey("Keys", fieldKeys, true)],
    }),
    body: (
      <Question text="Where are your certificate and its key?">
        <TextField
          state={certificate.state}
          label="certificate file"
          lead={lead("certificateFile", "Certificate")}
          focused={at === "certificateFile"}
        />
        <TextField
          state={key.state}
          label="key file"
          lead={lead("keyFile", "Key")}
          focused={at === "keyFile"}
        />
        <Paragraph tone="bad" indent={2}>
          {shown}
        </Paragraph>
        <Box flexDirection="column" minHeight={3} flexShrink={0}>
          {problem === undefined ? <Findings context={context} /> : null}
        </Box>
        <Box marginTop={1} flexShrink={0}>
          <Paragraph tone="dim">
            Whole paths, such as /etc/ssl/certs/node.pem. The files stay where they are, and renewing them
            stays with you.
          </Paragraph>
        </Box>
      </Question>
    ),
  };
}

function Findings({ context }: { readonly context: WizardContext }) {
  const findings = findingsOf(context);
  if (findings === undefined) return <Looking at="looking at both" />;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {findings.map(({ state, text, fix }) => (
        <Box key={text} flexDirection="column" flexShrink={0}>
          <CheckRow state={state} text={text} />
          {fix === undefined ? null : <Paragraph indent={3}>{`Do this: ${fix}`}</Paragraph>}
        </Box>
      ))}
    </Box>
  );
}
