import type { IssueContext } from "../source.ts";
import { logPlace } from "./debug-log.ts";
import { type Explained, explainFailure } from "./explain.ts";
import { waitForOthers } from "./other-certbots.ts";

/** Milliseconds that an authority may take over one attempt. */
const patience = 300_000;

/**
 * How often an order is given once more, by the reason why it failed. A nonce that is out of date costs nothing: the
 * server has not looked at the message yet and says so (RFC 8555 section 6.5), and no rate limit counts it; the orders
 * that are begun so stay far below the 300 in three hours of Let's Encrypt. certbot asks once more by itself and then
 * gives up: against a server that refuses every second nonce one attempt of 20 succeeds for two names, one of ten for
 * one, and twice to three times as many where names stay validated (60 attempts each). Anything else that may end well
 * a second time would count as one more failure the third time.
 */
const retries = { "bad-nonce": 100, "other-certbot": 1, other: 1 };

/** Milliseconds after which a bad nonce, too, is the end. */
const noncePatience = 180_000;

/**
 * Runs certbot until it has the certificate, or until asking again is of no use.
 * @throws Failure with what the authority said, explained
 */
export async function keepAsking(argv: readonly string[], context: IssueContext): Promise<void> {
  const { host, onLine, signal } = context;
  const end = host.now().getTime() + noncePatience;
  const left = { ...retries };
  for (;;) {
    const failed = await attempt(argv, context);
    if (failed === undefined) return;
    const { id, failure, worthRetry } = failed;
    const late = id === "bad-nonce" && host.now().getTime() > end;
    const reason = id === "bad-nonce" || id === "other-certbot" ? id : "other";
    if (!worthRetry || late || left[reason]-- === 0 || signal?.aborted) throw failure;
    onLine(`${failure.message}; one more try`);
    await waitFor(failed, context);
    if (signal?.aborted) throw failure;
  }
}

/** @returns why it failed, or undefined */
async function attempt(
  argv: readonly string[],
  { host, onLine, signal }: IssueContext,
): Promise<Explained | undefined> {
  const { code, stdout, stderr } = await host.run(argv, {
    timeout: patience,
    onLine,
    // Cut off in the middle it would leave half an order behind, or a certificate that nobody knows of.
    outlivesUs: true,
    ...withSignal(signal),
  });
  if (code === 0) return undefined;
  const output = `${stdout}\n${stderr}`;
  const place = logPlace(output);
  // A log that cannot be read must not hide what was printed.
  const log = place === undefined ? undefined : await host.readFile(place).catch(() => undefined);
  return explainFailure({ output, log: log?.toString("utf8") ?? "", code, now: host.now() });
}

/** Waits as long as the authority asks, or until the other certbot has ended. */
async function waitFor({ id, wait = 0 }: Explained, context: IssueContext): Promise<void> {
  if (id === "other-certbot") return await waitForOthers(context);
  if (wait === 0) return;
  const { host, onLine, signal } = context;
  const seconds = Math.ceil(wait / 1000);
  onLine(`The authority asks to wait ${seconds} seconds`);
  await host.run(["sleep", String(seconds)], withSignal(signal));
}

function withSignal(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
