import type { Host } from "../../host/host.ts";
import type { IssueContext } from "../source.ts";

/** Milliseconds to wait for another certbot: a renewal without a terminal alone may sleep eight minutes first. */
const otherPatience = 600_000;

/** Returns when every certbot of this box has ended, or ten minutes later. */
export async function waitForOthers({
  host,
  onLine,
  signal,
}: Pick<IssueContext, "host" | "onLine" | "signal">): Promise<void> {
  const end = host.now().getTime() + otherPatience;
  for (const pid of await otherCertbots(host)) {
    const timeout = end - host.now().getTime();
    if (timeout <= 0 || signal?.aborted) return;
    onLine(`Waiting until the other one (process ${pid}) has ended, ten minutes at most`);
    const watch = ["tail", `--pid=${pid}`, "--sleep-interval=0.2", "--follow", "/dev/null"];
    await host.run(watch, { timeout, ...(signal && { signal }) });
  }
}

/** Process ids, from ps(1). Containers have certbots of their own, which are in sight and in nobody's way. */
async function otherCertbots(host: Host): Promise<readonly string[]> {
  const ours = /\d+/.exec((await host.stat("/proc/self/ns/pid"))?.target ?? "")?.[0];
  const { stdout } = await host.run(["ps", "-o", "pid=,pidns=", "-C", "certbot"]);
  return stdout.split("\n").flatMap((line) => {
    const [pid, namespace] = line.trim().split(/\s+/);
    return pid && namespace === ours ? [pid] : [];
  });
}
