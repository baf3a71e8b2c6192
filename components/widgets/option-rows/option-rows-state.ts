import type { KeyPress } from "../../keys/key-press.ts";

interface OptionBase {
  readonly id: string;
  readonly title: string;
  /** Behind the value: what it means. */
  readonly note: string;
  /** Shown last on the screen while the row is marked. */
  readonly why: string;
}

/** A number that can be off. */
export interface NumberOption extends OptionBase {
  readonly kind: "number";
  readonly value: number | false;
  /** Left and Right go along these, ascending; digits type any other. */
  readonly steps: readonly number[];
}

/** One of a few values. */
export interface WordOption extends OptionBase {
  readonly kind: "word";
  readonly value: string;
  readonly values: readonly string[];
  /** How the value is written on the screen. */
  readonly shown: string;
}

export type Option = NumberOption | WordOption;

export interface OptionRowsState {
  readonly marked: number;
  /** Digits typed on the marked row so far. */
  readonly typed: string;
}

/** What a press came to: another state, a new value for the marked row, a refusal in words; undefined: nothing here. */
export interface OptionChange {
  readonly state: OptionRowsState;
  readonly value?: number | string | false;
  readonly refusal?: string;
}

/** Digits that a limit may have. */
const mostDigits = 6;

export function changeOptions(
  state: OptionRowsState,
  options: readonly Option[],
  press: KeyPress,
): OptionChange | undefined {
  const option = options[state.marked];
  if (option === undefined) return undefined;
  const move = (to: number): OptionChange => ({
    state: { marked: Math.min(Math.max(0, to), options.length - 1), typed: "" },
  });
  switch (press.name) {
    case "up":
    case "k":
      return move(state.marked - 1);
    case "down":
    case "j":
      return move(state.marked + 1);
    case "home":
      return move(0);
    case "end":
      return move(options.length - 1);
    case "left":
      return step(state, option, -1);
    case "right":
      return step(state, option, 1);
    case "o":
      return option.kind === "number"
        ? { state: { ...state, typed: "" }, value: false }
        : { state, refusal: `${option.title}: Left and Right change it; only a limit can be off.` };
    case "backspace":
      return option.kind === "number" ? typeNumber(state, state.typed.slice(0, -1)) : undefined;
    default:
      return /^\d$/.test(press.name) ? typeDigit(state, option, press.name) : undefined;
  }
}

function typeDigit(state: OptionRowsState, option: Option, digit: string): OptionChange {
  if (option.kind === "word") return { state, refusal: `${option.title}: Left and Right change it.` };
  if (state.typed === "" && digit === "0") {
    return { state, refusal: "0 would refuse everyone; use o for off." };
  }
  if (state.typed.length === mostDigits) return { state, refusal: `${state.typed}0 is more than can come.` };
  return typeNumber(state, state.typed + digit);
}

function typeNumber(state: OptionRowsState, typed: string): OptionChange {
  return typed === "" ? { state: { ...state, typed } } : { state: { ...state, typed }, value: Number(typed) };
}

function step(state: OptionRowsState, option: Option, direction: -1 | 1): OptionChange {
  const next = { ...state, typed: "" };
  if (option.kind === "number") return { state: next, value: nextNumber(option, direction) };
  const at = option.values.indexOf(option.value);
  const to = Math.min(Math.max(0, at + direction), option.values.length - 1);
  return { state: next, value: option.values[to] ?? option.value };
}

/** Off lies beyond the largest step. */
function nextNumber({ value, steps }: NumberOption, direction: -1 | 1): number | false {
  if (value === false) return direction === 1 ? false : (steps.at(-1) ?? false);
  const next = direction === 1 ? steps.find((each) => each > value) : steps.findLast((each) => each < value);
  return next ?? value;
}

/** A number as an option shows it. */
export function shownValue(option: Option): string {
  if (option.kind === "word") return option.shown;
  return option.value === false ? "off" : String(option.value);
}
