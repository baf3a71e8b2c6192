import { type Found, unpacked } from "../../helpers/unpacked.ts";

/** Debian's Caddy; trixie has the same as bookworm. */
export const versions = { bookworm: "2.6.2", forky: "2.11.4" } as const;

export type Suite = keyof typeof versions;

/** Where one suite's Caddy is, or why it cannot be had here. */
export function findCaddy(suite: Suite): Promise<Found> {
  return unpacked({ suite, name: "caddy", packages: ["caddy", "libc6", "libzstd1"], path: "usr/bin/caddy" });
}
