import { Box } from "ink";
import type { Check } from "../../src/verify/check.ts";
import type { WizardContext } from "../../src/wizard/context.ts";
import { escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { cutTo } from "../theme/cells.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { type SignedLine, signColumns, signedLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { checkLines, checkSign, titleColumns } from "./check-lines.ts";
import { jobKeys } from "./job-keys.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** The proof, check by check as it comes. */
export const verify: Screen = {
  topic: "verify",
  words: [
    ["IPv4, IPv6", "each address of this box, as a client would reach it"],
    ["WebSocket", "a real upgrade, and a ping that comes back"],
    ["Behind it", "the same server as directly, asked in its own language"],
    ["Other names", "a stranger's name must be refused"],
  ],
  useView: useVerify,
};

function useVerify({ context, send }: ScreenProps): ScreenView {
  return {
    keys: [
      ...jobKeys(send, { does: "stop (asks)" }),
      escapeKey("back", () => {}, "Proving cannot go back; Ctrl-C stops it."),
      { label: "Enter", does: "nothing", on: ["enter"], quiet: true, unfit: "It goes on by itself." },
    ],
    body: <Proving context={context} />,
  };
}

function Proving({ context: { checks, progress } }: { readonly context: WizardContext }) {
  const { bodyColumns, bodyRows, kind } = useShape();
  const { more } = useTheme();
  const narrow = kind === "narrow";
  const done = progress.steps.some(({ kind, state }) => kind === "Verify" && state === "done");
  const rows = bodyRows - 4;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box marginBottom={1} flexShrink={0}>
        <Words bold wrap="cut">
          {narrow
            ? "Proving it with real connections"
            : "Proving it with real connections, by name, over this box's own addresses"}
        </Words>
      </Box>
      <SignedRows lines={fittedChecks(checks, bodyColumns, rows, narrow, more)} />
      {done ? <Words>{`All ${checks.length} checks are done.`}</Words> : null}
      {done ? null : (
        <CheckRow state="checking" text={`${checks.length === 0 ? "the first" : "the next"} check ${more}`} />
      )}
    </Box>
  );
}

/** Whole where there is room, else a row each, else the newest behind a count of the good ones. */
function fittedChecks(
  checks: readonly Check[],
  width: number,
  rows: number,
  narrow: boolean,
  more: string,
): readonly SignedLine[] {
  const titleWidth = titleColumns(checks, width);
  const whole = checks.flatMap((check) => checkLines(check, titleWidth, width, narrow));
  if (whole.length <= rows) return whole;
  const each = checks.flatMap(({ status, title, seen }) =>
    signedLines(cutTo(`${title}: ${seen}`, width - signColumns, more), width, { sign: checkSign[status] }),
  );
  if (each.length <= rows) return each;
  const hidden = each.length - rows + 1;
  const passed = checks.slice(0, hidden).every(({ status }) => status === "ok");
  return [
    ...signedLines(`${hidden} checks before these`, width, { sign: passed ? "good" : "warning" }),
    ...each.slice(hidden),
  ];
}
