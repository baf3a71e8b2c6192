import type { ReactNode } from "react";
import type { WizardContext } from "../../src/wizard/context.ts";
import type { OperatorEvent } from "../../src/wizard/events.ts";
import type { KeyPress } from "../keys/key-press.ts";
import type { KeyRow } from "../keys/key-row.ts";

/** What every screen gets: the snapshot and `send`, nothing else. */
export interface ScreenProps {
  readonly context: WizardContext;
  readonly send: (event: OperatorEvent) => void;
  /** Answers a key in one line until the next key; undefined takes it away. */
  readonly say: (text: string | undefined) => void;
  /** The screen that an overlay lies on. */
  readonly under?: UnderScreen | undefined;
}

export interface UnderScreen {
  readonly screen: Screen;
  readonly keys: readonly KeyRow[];
}

/** What a screen shows just now, and what its keys do. */
export interface ScreenView {
  readonly body: ReactNode;
  /** In the footer's order; a press that nothing took goes to the first row that names it. */
  readonly keys: readonly KeyRow[];
  /** Gets each press before the table; true: taken. */
  readonly take?: ((press: KeyPress) => boolean) | undefined;
  /** Letters are text now: `?` and `l` are typed. */
  readonly typing?: boolean | undefined;
  /** Of a dialog: stands in the rule above it. */
  readonly title?: string | undefined;
}

/** A term and its meaning, one line in the help. */
export type Word = readonly [term: string, meaning: string];

/** One screen of the wizard; `components/screens/index.ts` lists them all. */
export interface Screen {
  /** What the help names it: `certificate`. */
  readonly topic: string;
  /** Its words, for the help. */
  readonly words: readonly Word[];
  /** A React hook: what to draw, and the key table as it is now. */
  readonly useView: (props: ScreenProps) => ScreenView;
}
