/**
 * Milliseconds until an authority takes the next order: the moment that its words name, or else its Retry-After header
 * (seconds or a date). Undefined: it names none. Pure.
 */
export function waitingTime(detail: string, retryAfter: string | undefined, now: Date): number | undefined {
  const moment = /retry after (\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:Z| UTC)?/i.exec(detail);
  if (moment !== null) return fromNow(Date.parse(`${moment[1]}T${moment[2]}Z`), now);
  if (retryAfter === undefined) return undefined;
  return /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : fromNow(Date.parse(retryAfter), now);
}

/** `in 40 minutes`, or `now`; rounded up, so that who waits as long comes in time. */
export function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds === 0) return "now";
  const [count, unit] =
    seconds <= 90
      ? [seconds, "second"]
      : seconds <= 90 * 60
        ? [Math.ceil(seconds / 60), "minute"]
        : seconds <= 36 * 3600
          ? [Math.ceil(seconds / 3600), "hour"]
          : [Math.ceil(seconds / 86_400), "day"];
  return `in ${count} ${unit}${count === 1 ? "" : "s"}`;
}

function fromNow(moment: number, now: Date): number | undefined {
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now.getTime());
}
