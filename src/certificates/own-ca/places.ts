import { rootDownloads } from "../../core/landing-page.ts";
import { publicFolder } from "../../core/paths.ts";

/**
 * Where the root is. Not in /etc/ssl/certs: there the next run of update-ca-certificates(8) would make every program of
 * the box trust it.
 */
export const places = {
  folder: "/etc/wss-setup/ca",
  certificate: "/etc/wss-setup/ca/root.crt",
  key: "/etc/wss-setup/ca/root.key",
} as const;

/** Copies for other devices. */
export const rootCopies = [
  { path: `${publicFolder}/${rootDownloads.pem}`, form: "pem" },
  { path: `${publicFolder}/${rootDownloads.der}`, form: "der" },
  { path: `${publicFolder}/${rootDownloads.phone}`, form: "der" },
] as const;

/** What helps where the root's certificate is missing. */
export const bringRootBack = `bring ${places.certificate} back; a copy is ${rootCopies[0].path}`;
