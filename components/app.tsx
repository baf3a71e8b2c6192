import { Box, useWindowSize } from "ink";
import { useCallback, useMemo, useRef, useState } from "react";
import type { OperatorEvent } from "../src/wizard/events.ts";
import type { KeyPress } from "./keys/key-press.ts";
import { useKeyPresses } from "./keys/use-key-presses.ts";
import { Header } from "./layout/header.tsx";
import { RailColumn } from "./layout/rail.tsx";
import { railEntries } from "./layout/rail-entries.ts";
import { ScreenFrame } from "./layout/screen-frame.tsx";
import { ShapeContext, shapeOf } from "./layout/shape.ts";
import { overlays, screens } from "./screens/index.ts";
import type { UnderScreen } from "./screens/screen.ts";
import type { TerminalTraits } from "./theme/terminal-traits.ts";
import { themeFor } from "./theme/theme.ts";
import { ThemeContext } from "./theme/theme-context.ts";
import { Words } from "./theme/words.tsx";
import { useSnapshot, type WizardActor } from "./use-snapshot.ts";

export interface AppProps {
  /** Started, and driven by a runner outside. */
  readonly actor: WizardActor;
  readonly terminal?: TerminalTraits;
}

const everything: TerminalTraits = { ascii: false, color: true, motion: true };

/** The wizard's face: shows the machine's present state and sends what the operator does. It ends nothing itself. */
export function App({ actor, terminal = everything }: AppProps) {
  const { value, context } = useSnapshot(actor);
  const { columns, rows } = useWindowSize();
  const shape = useMemo(() => shapeOf(columns, rows), [columns, rows]);
  const theme = useMemo(() => themeFor(terminal), [terminal]);
  const [said, say] = useState<string>();
  const ears = useRef<(press: KeyPress) => void>(() => {});
  const shown = useRef<UnderScreen>(undefined);
  const send = useCallback((event: OperatorEvent) => actor.send(event), [actor]);
  useKeyPresses((press) => {
    // Nobody answers what nobody sees; only leaving stays possible.
    if (shape.kind === "tiny" && press.name !== "ctrl-c") return;
    say(undefined);
    ears.current(press);
  });
  const { walk, overlay } = value;
  const entries = railEntries(walk, context);
  const common = { context, send, say, said: said ?? context.notice, ears };
  return (
    <ThemeContext value={theme}>
      <ShapeContext value={shape}>
        {shape.kind === "tiny" ? <Words>{tooSmall}</Words> : null}
        <Box flexDirection="column" height={rows} display={shape.kind === "tiny" ? "none" : "flex"}>
          <Header walk={walk} context={context} entries={entries} />
          <ScreenFrame
            key={walk}
            screen={screens[walk]}
            active={overlay === "none"}
            overlay={false}
            shown={shown}
            rail={<RailColumn entries={entries} />}
            {...common}
          />
          {overlay === "none" ? null : (
            <ScreenFrame
              key={overlay}
              screen={overlays[overlay]}
              active
              overlay
              under={shown.current}
              {...common}
            />
          )}
        </Box>
      </ShapeContext>
    </ThemeContext>
  );
}

const tooSmall = "Make the window 50x20 or use: wss-setup apply -a FILE --yes";
