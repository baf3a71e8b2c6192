import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Tells systemd that the server listens, where systemd waits for that (sd_notify(3)): Node has no sockets of that kind, so
 * systemd's own program says it. @throws Error when that fails
 */
export async function notifyReady(): Promise<void> {
  if (process.env.NOTIFY_SOCKET === undefined) return;
  await promisify(execFile)("systemd-notify", ["--ready"]);
}
