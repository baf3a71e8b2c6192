import { accept, refuse, type Validator } from "./verdict.ts";

const units: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds. The upper end is HAProxy's: its timers are milliseconds in 31 bits, 24.8 days. */
export const durationRange = { min: 10, max: 24 * 86_400 };

/** A time such as `90s`, `15m`, `2h`, `1d` or plain seconds, from 10 seconds to 24 days; gives seconds. */
export const validateDuration: Validator<number> = (text) => {
  const parts = /^(\d{1,9})([smhd]?)$/.exec(text);
  if (parts === null) return refuse(text, "a time is a number and s, m, h or d, such as 90s or 1d.");
  const seconds = Number(parts[1]) * (units[parts[2] ?? ""] ?? Number.NaN);
  if (seconds < durationRange.min) return refuse(text, "this would close working connections; at least 10s.");
  return seconds > durationRange.max
    ? refuse(text, "no proxy can wait so long; at most 24d.")
    : accept(seconds);
};
