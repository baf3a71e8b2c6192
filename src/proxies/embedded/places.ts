import { libraryFolder } from "../../core/paths.ts";

/** Where things of the embedded proxy are. */
export const places = {
  /** Beside the settings' folder, not in it: a server without root has to read this. */
  config: "/etc/wss-setup-embedded.json",
  /** What is started: our server on the Node that it gets. */
  program: `${libraryFolder}/embedded-server`,
  server: `${libraryFolder}/embedded-server.mjs`,
  node: `${libraryFolder}/node`,
  /** Hands the pair to the server's user. */
  handOver: `${libraryFolder}/embedded-pair`,
  unit: "wss-setup-embedded",
  unitFile: "/etc/systemd/system/wss-setup-embedded.service",
  /** systemd.exec(5), RuntimeDirectory: the server's user owns it, and nobody else may look into it. */
  runtime: "wss-setup-embedded",
  /** Where that is. */
  handed: "/run/wss-setup-embedded",
  /** Who connects here has the server take up what has changed. */
  control: "/run/wss-setup-embedded/control",
  /** In the demo, which has no service manager that keeps what a service says. */
  demoLog: "/var/log/wss-setup-embedded.log",
} as const;
