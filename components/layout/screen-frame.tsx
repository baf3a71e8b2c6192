import { Box } from "ink";
import { type ReactNode, type RefObject, useLayoutEffect } from "react";
import { commonKeys, wholeTable } from "../keys/common-keys.ts";
import type { KeyPress } from "../keys/key-press.ts";
import { rowFor } from "../keys/key-row.ts";
import type { Screen, ScreenProps, UnderScreen } from "../screens/screen.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { ActiveContext } from "./active.ts";
import { Footer } from "./footer.tsx";
import { Rule } from "./rule.tsx";
import { useShape } from "./shape.ts";

export interface ScreenFrameProps extends ScreenProps {
  readonly screen: Screen;
  readonly active: boolean;
  readonly overlay: boolean;
  /** The line that answers the last key. */
  readonly said: string | undefined;
  /** Where the active screen leaves what is to be done with a press. */
  readonly ears: RefObject<(press: KeyPress) => void>;
  /** Where a screen leaves its table for the help that may come to lie on it. */
  readonly shown?: RefObject<UnderScreen | undefined>;
  readonly rail?: ReactNode;
}

/** One screen between its rules, with its keys. Its table feeds the footer, the help and the keyboard alike. */
export function ScreenFrame(props: ScreenFrameProps) {
  const { screen, active, overlay, said, ears, shown, rail, ...rest } = props;
  const { kind, bodyColumns, bodyRows } = useShape();
  const view = screen.useView(rest);
  const { send, say } = rest;
  const keys = wholeTable(view.keys, commonKeys(send, { typing: view.typing === true, overlay }));
  useLayoutEffect(() => {
    if (shown !== undefined) shown.current = { screen, keys };
    if (!active) return;
    ears.current = (press) => {
      if (view.take?.(press) === true) return;
      const row = rowFor(keys, press);
      if (row?.unfit !== undefined) say(row.unfit);
      else row?.run?.();
    };
  });
  return (
    <ActiveContext value={active}>
      <Box flexDirection="column" display={active ? "flex" : "none"} flexShrink={0}>
        <Rule title={view.title} />
        <Box height={bodyRows} overflow="hidden" flexShrink={0}>
          {kind === "wide" ? rail : null}
          <Box
            flexDirection="column"
            width={bodyColumns + 1}
            height={bodyRows}
            flexShrink={0}
            paddingLeft={1}
          >
            <Box flexDirection="column" flexGrow={1} overflow="hidden">
              <Box flexDirection="column" flexShrink={0}>
                {view.body}
              </Box>
            </Box>
            {said === undefined ? null : <Paragraph tone="warn">{said}</Paragraph>}
          </Box>
        </Box>
        <Rule />
        <Footer keys={keys} />
      </Box>
    </ActiveContext>
  );
}
