import { type Found, unpacked } from "../../helpers/unpacked.ts";

/** Debian's Apache and the libraries that it and its modules here are linked with, so that each runs on any machine. */
export const suites = {
  bullseye: ["liblua5.3-0", "libapr1", "libaprutil1", "libssl1.1", "libpcre3"],
  bookworm: ["liblua5.3-0", "libapr1", "libaprutil1", "libssl3", "libpcre2-8-0"],
  trixie: ["liblua5.4-0", "libapr1t64", "libaprutil1t64", "libssl3t64", "libpcre2-8-0", "libzstd1"],
} as const;

export type Suite = keyof typeof suites;

const everywhere = ["apache2-bin", "libexpat1", "libuuid1", "libgcc-s1", "libc6", "zlib1g", "libcrypt1"];

/** Where one suite's Apache is, or why it cannot be had here. */
export function findApache(suite: Suite): Promise<Found> {
  const packages = [...suites[suite], ...everywhere];
  return unpacked({ suite, name: "apache", packages, path: "usr/sbin/apache2" });
}
