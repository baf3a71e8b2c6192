import { createDirectory } from "../core/build-step.ts";
import type { Facts } from "../core/facts.ts";
import type { CreateDirectory } from "../core/step.ts";

/** Where Debian keeps what programs serve; a box without the `openssl` package has none of it. */
export const sslFolders = {
  parent: "/etc/ssl",
  certificates: "/etc/ssl/certs",
  keys: "/etc/ssl/private",
} as const;

/** Where a pair is that was made here. */
export const ownPair = {
  certificateFile: `${sslFolders.certificates}/wss-setup.crt`,
  keyFile: `${sslFolders.keys}/wss-setup.key`,
} as const;

/** The folders of a pair of our own; one that is there keeps its mode (the `ssl-cert` package makes the keys' 0710). */
export function createSslFolders(facts: Facts): readonly CreateDirectory[] {
  return [
    ...createPublicFolders(facts),
    createDirectory(facts, {
      path: sslFolders.keys,
      mode: 0o700,
      why: "The private key lives here, where only root can look.",
    }),
  ];
}

/** Of these the ones for what everybody may read. */
export function createPublicFolders(facts: Facts): readonly CreateDirectory[] {
  return [
    createDirectory(facts, {
      path: sslFolders.parent,
      mode: 0o755,
      why: "Certificates and keys live below it.",
    }),
    createDirectory(facts, {
      path: sslFolders.certificates,
      mode: 0o755,
      why: "The certificate lives here.",
    }),
  ];
}
