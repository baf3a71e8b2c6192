import { libraryFolder } from "../../core/paths.ts";

const root = "/etc/apache2";

/** Where things of Apache are on Debian and Ubuntu, and where ours go. */
export const places = {
  root,
  main: `${root}/apache2.conf`,
  modules: `${root}/mods-enabled`,
  site: `${root}/sites-available/wss-setup.conf`,
  sites: `${root}/sites-enabled`,
  link: `${root}/sites-enabled/wss-setup.conf`,
  /** Behind the operator's sites where one of those is the default for being read first. */
  lateLink: `${root}/sites-enabled/zz-wss-setup.conf`,
  defaultLink: `${root}/sites-enabled/000-default.conf`,
  defaultSite: `${root}/sites-available/000-default.conf`,
  /** Counts WebSockets where there are limits. */
  limiter: `${libraryFolder}/limit-websockets`,
  /** Shows the landing page in place of an error. */
  page: `${libraryFolder}/show-page.lua`,
  /** In a folder of Apache's workers that is empty after each boot. */
  counts: "/var/lock/apache2/wss-setup-websockets",
  /** What Debian's Apache listens on. */
  ports: `${root}/ports.conf`,
  /** Folder for what systemd is told of Apache's unit beside the package's own file. */
  unitFolder: "/etc/systemd/system/apache2.service.d",
  unit: "/etc/systemd/system/apache2.service.d/wss-setup.conf",
} as const;
