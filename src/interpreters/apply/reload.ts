import { outside } from "../../core/errors.ts";
import type { Service, Workers } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { ServiceManager } from "../../services/service.ts";

/** Milliseconds that old workers may take to step back; nginx gives its new ones 100. */
const patience = 10_000;

/** Reloads a running service and returns when its old workers take no new connection any more. */
export async function reloadAndSettle(
  host: Host,
  manager: ServiceManager,
  { unit, workers }: Pick<Service, "unit" | "workers">,
): Promise<void> {
  if (workers === undefined) return manager.reload(host, unit);
  const main = await manager.mainProcess(host, unit, workers.pidFile);
  const old = await acceptingWorkers(host, main, workers);
  await manager.reload(host, unit);
  const deadline = host.now().getTime() + patience;
  for (;;) {
    const now = await acceptingWorkers(host, main, workers);
    if (!old.some((pid) => now.includes(pid))) return;
    if (host.now().getTime() > deadline)
      throw outside(`${unit} did not take its new configuration`, "its old workers are still at work");
    await host.run(["sleep", "0.02"]);
  }
}

/** Process ids, from ps(1). The same program may run elsewhere in sight: a second instance, a container's. */
async function acceptingWorkers(
  host: Host,
  main: number | undefined,
  { accepting }: Workers,
): Promise<readonly string[]> {
  if (main === undefined) return [];
  const { stdout } = await host.run(["ps", "-o", "pid=,args=", "--ppid", String(main)]);
  const worker = new RegExp(accepting ?? "");
  const workers = stdout
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && worker.test(line))
    .map((line) => line.slice(0, line.indexOf(" ")));
  if (accepting !== undefined) return workers;
  const listening = await listeningProcesses(host);
  return workers.filter((pid) => listening.has(pid));
}

/** Process ids, from ss(8). */
async function listeningProcesses(host: Host): Promise<ReadonlySet<string>> {
  const { stdout } = await host.run(["ss", "-Hltnp"]);
  return new Set([...stdout.matchAll(/\bpid=(\d+)/g)].map(([, pid = ""]) => pid));
}
