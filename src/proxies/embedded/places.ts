import { challengeRoot } from "../../core/paths.ts";

/** Where things of the embedded proxy are. */
export const places = {
  /** Beside the settings' folder, not in it: a server without root has to read this. */
  config: "/etc/wss-setup-embedded.json",
  webroot: challengeRoot,
  errorLog: "/var/log/wss-setup-embedded.log",
  /** The program under which a unit starts it. */
  program: "wss-setup-embedded",
} as const;
