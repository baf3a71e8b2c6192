import type { Companion, Host } from "../../host/host.ts";
import type { ServiceManager } from "../../services/service.ts";

/** One guard at a time: the next run's waits here until the one of a killed run has done its work. */
const lockFile = "/run/wss-setup-guard.lock";

/**
 * Reads the commands that take rules out, one a line, and runs them, the newest first, when its stdin ends without the
 * line `keep`: then the run is gone. Lines are split into words and nothing else: the shell reads no code in them.
 */
const script = `trap '' HUP INT TERM
set -f
umask 077
exec 9>"$1" && flock -w 60 9 || exit 1
echo ready
exec >/dev/null 2>&1
undo=
while read -r line; do
  [ "$line" = keep ] && exit 0
  undo="$line
$undo"
done
[ -n "$undo" ] || exit 0
logger -t wss-setup "a run was cut off: the ports that it opened are closed again"
printf %s "$undo" | while read -r line; do
  $line </dev/null
done
`;

/** The argv of a guard. */
export function guardArgv(lock = lockFile): readonly string[] {
  return ["sh", "-c", script, "wss-setup-guard", lock];
}

/**
 * Takes the rules that a run put into the firewall out again when the run dies and can no longer do so by itself: it
 * waits outside of our process, from before the first rule until the run has ended, one way or the other.
 */
export class FirewallGuard {
  readonly #host: Host;
  readonly #services: ServiceManager;
  readonly #unit: string;
  #companion: Companion | undefined;

  /** @param run names the guard among systemd's units */
  constructor({ host, services }: { readonly host: Host; readonly services: ServiceManager }, run: string) {
    this.#host = host;
    this.#services = services;
    this.#unit = `wss-setup-guard-${run}`;
  }

  /** Says how a rule is taken out, before it goes in. @throws Failure when there is no guard to be had */
  async watch(closing: readonly (readonly string[])[]): Promise<void> {
    this.#companion ??= await this.#host.accompany(this.#services.outOfReach(this.#unit, guardArgv()));
    for (const argv of closing) {
      if (argv.some((word) => /\s/.test(word))) throw new Error(`a blank in ${JSON.stringify(argv)}`);
      await this.#companion.tell(argv.join(" "));
    }
  }

  /** What the run did to the firewall is what was meant: it ended well, or took it back. */
  async dismiss(): Promise<void> {
    // One that is gone by itself has nothing to be told.
    await this.#companion?.tell("keep").catch(() => undefined);
    await this.letGo();
  }

  /** The run is over. A guard that was not dismissed does now what it is there for. */
  async letGo(): Promise<void> {
    const companion = this.#companion;
    this.#companion = undefined;
    await companion?.end();
  }
}
