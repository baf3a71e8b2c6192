import { until } from "./machine.ts";
import type { Shell } from "./shell.ts";

export type BackendOptions = {
  /** 9944 when left out. */
  readonly port?: number;
  /** Further flags of test/helpers/backend/main.ts: --substrate, --unsafe, --host-check, --host=ADDRESS, … */
  readonly flags?: readonly string[];
};

/** Where test/helpers/backend lies in a box, and Node 24. */
export const backendFolder = "/opt/wss-test";
export const nodeInBox = "/opt/node24/bin/node";

/**
 * Starts the test backend in a box, to stay across reboots where there is systemd, and waits until it listens.
 * Take a snapshot after this call, not before: it adds a unit.
 */
export async function startBackend(
  shell: Shell,
  systemd: boolean,
  options: BackendOptions = {},
): Promise<void> {
  const { port = 9944, flags = [] } = options;
  const quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON";
  const argv = [nodeInBox, quiet, `${backendFolder}/main.ts`, `--port=${port}`, ...flags];
  const unit = `test-backend-${port}.service`;
  if (systemd) {
    const service = [
      "[Service]",
      `ExecStart=${argv.join(" ")}`,
      "[Install]",
      "WantedBy=multi-user.target",
      "",
    ];
    await shell.writeFile(`/etc/systemd/system/${unit}`, service.join("\n"));
    await shell.run(["systemctl", "enable", "--quiet", "--now", unit]);
  } else {
    const script = 'setsid "$@" > "$0" 2>&1 < /dev/null &';
    await shell.run(["sh", "-c", script, `/var/log/test-backend-${port}.log`, ...argv]);
  }
  await backendListens(shell, port);
}

/** Waits until something listens on the port in the box. */
export async function backendListens(shell: Shell, port: number): Promise<void> {
  await until(`a listener on port ${port}`, async () => {
    const listeners = await shell.run(["ss", "-ltnH", `sport = :${port}`]);
    return listeners.trim() === "" ? undefined : true;
  });
}
