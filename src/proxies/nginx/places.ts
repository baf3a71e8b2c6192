import { challengeRoot } from "../../core/paths.ts";

/** Where things of nginx are on Debian and Ubuntu, and where ours go. */
export const places = {
  main: "/etc/nginx/nginx.conf",
  site: "/etc/nginx/sites-available/wss-setup.conf",
  link: "/etc/nginx/sites-enabled/wss-setup.conf",
  /** For an nginx whose http block includes no sites-enabled (the packages of nginx.org). */
  dropIn: "/etc/nginx/conf.d/wss-setup.conf",
  defaultLink: "/etc/nginx/sites-enabled/default",
  defaultSite: "/etc/nginx/sites-available/default",
  /**
   * Root of `/.well-known/acme-challenge/`. Not below /var/lib/wss-setup, which is 0700 and closed to nginx's workers,
   * and not below /var/www, which not every nginx package brings.
   */
  webroot: challengeRoot,
} as const;
