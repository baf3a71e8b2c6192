import { challengeRoot } from "../../core/paths.ts";

/** Where things of Caddy are on Debian and Ubuntu, and where ours go. */
export const places = {
  main: "/etc/caddy/Caddyfile",
  site: "/etc/caddy/wss-setup.caddy",
  /** Its service does not start as root, so it reads copies of the pair that are its own user's. */
  certificate: "/etc/caddy/wss-setup.crt",
  key: "/etc/caddy/wss-setup.key",
  user: "caddy",
  /** Where its user is at home. */
  home: "/var/lib/caddy",
  webroot: challengeRoot,
} as const;

/** How an operator mends the Caddyfile. */
export const edit = `editor ${places.main}`;
