/** A connection that did not get as far as an HTTP answer. */
export interface WireFailure {
  readonly outcome: "failed";
  /** errno name, OpenSSL code, `NOT_HTTP` or `BAD_HANDSHAKE`. */
  readonly code: string;
  /** Its own word for it. */
  readonly said: string;
  /** Number of the TLS alert (RFC 8446 section 6) with which the other side refused. */
  readonly alert?: number;
  readonly milliseconds: number;
}

/** @param started `performance.now()` at the beginning of the attempt */
export function wireFailure(error: unknown, started: number): WireFailure {
  // Node adds advice about its own options to some TLS errors; it means nothing to an operator.
  const said = (error instanceof Error ? error.message : String(error)).replace(
    /; if the root CA is .*/s,
    "",
  );
  const alert = /SSL alert number (\d+)/.exec(said)?.[1];
  return {
    outcome: "failed",
    code: failureCode(error),
    said: said.trim(),
    ...(alert === undefined ? {} : { alert: Number(alert) }),
    milliseconds: since(started),
  };
}

/** The attempt took longer than it may. */
export function timedOut(started: number): WireFailure {
  return { outcome: "failed", code: "ETIMEDOUT", said: "no answer in time", milliseconds: since(started) };
}

/** Whole milliseconds since `started` (`performance.now()`). */
export function since(started: number): number {
  return Math.round(performance.now() - started);
}

function failureCode(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined) return "BAD_HANDSHAKE";
  return code.startsWith("HPE_") ? "NOT_HTTP" : code;
}
