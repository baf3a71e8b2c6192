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

/** Copies for other devices: the last is named as Apple's and Android's systems take it. */
export const rootCopies = [
  { path: `${publicFolder}/wss-setup-root.pem`, form: "pem" },
  { path: `${publicFolder}/wss-setup-root.der`, form: "der" },
  { path: `${publicFolder}/wss-setup-root.crt`, form: "der" },
] as const;
