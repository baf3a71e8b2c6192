import { Box } from "ink";
import { dayText } from "../../src/wizard/day-text.ts";
import { namesOfRoot, rootOf } from "../../src/wizard/own-root.ts";
import { triesLeft } from "../../src/wizard/tries-left.ts";
import { heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { labelledLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { useHiddenField } from "../widgets/text-field/use-hidden-field.ts";
import { fieldKeys } from "../widgets/text-field/use-text-field.ts";
import { Question, questionKeys } from "./question.tsx";
import type { ScreenProps, ScreenView } from "./screen.ts";

/** The passphrase of a root that is there, tried before anything is done with it. */
export function usePresentPassphrase({ context, send, say }: ScreenProps): ScreenView {
  const { bodyColumns } = useShape();
  const { passphrase, secrets, beforeApply, job } = context;
  const field = useHiddenField(passphrase.state === "right" ? secrets?.caPassphrase : "");
  const checking = passphrase.state === "checking";
  const root = rootOf(context);
  const go = (type: "NEXT" | "REVIEW") => {
    const known = passphrase.state === "right" && field.text === secrets?.caPassphrase;
    if (known || (type === "REVIEW" && !beforeApply)) send({ type });
    else if (field.text === "") say("Type its passphrase first; Esc goes back.");
    else {
      field.clear();
      send({ type: "CHECK_PASSPHRASE", passphrase: field.text });
    }
  };
  const keys = questionKeys({
    context,
    send,
    go,
    refusal: checking ? "It is being tried; a moment." : undefined,
    own: [heardKey("Keys", fieldKeys, true)],
  });
  const after = job === "rotate" ? "rotate" : beforeApply ? "apply" : "next";
  return {
    take: checking ? () => false : field.take,
    typing: true,
    keys: keys.map((row) => (row.label === "Enter" ? { ...row, does: after } : row)),
    body: (
      <Question text="What is the passphrase of your own CA's root?">
        <TextField state={field.state} label="passphrase" hidden focused={!checking} />
        <Box height={1} flexShrink={0}>
          {checking ? <CheckRow state="checking" text="trying it …" /> : null}
          {!checking && passphrase.wrong > 0 ? (
            <Paragraph tone="bad" indent={2}>
              {triesLeft(passphrase.wrong)}
            </Paragraph>
          ) : null}
        </Box>
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          <SignedRows
            lines={[
              ...labelledLines("Root", 9, `SHA-256 ${root?.fingerprint.slice(0, 16)}`, bodyColumns),
              ...labelledLines("Good to", 9, root === undefined ? "" : dayText(root.notAfter), bodyColumns),
              ...labelledLines("For", 9, root === undefined ? "" : namesOfRoot(root).join(", "), bodyColumns),
            ]}
          />
        </Box>
        <Box marginTop={1} flexShrink={0}>
          <Paragraph tone="dim">
            It stays, and devices that trust it go on doing so. What you type is used for this run and kept
            nowhere.
          </Paragraph>
        </Box>
      </Question>
    ),
  };
}
