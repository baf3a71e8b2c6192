import { type Found, unpacked } from "../../helpers/unpacked.ts";

/** Debian's nginx packages and the libraries they are linked with, so that each runs on any machine. */
export const suites = {
  bullseye: ["nginx-core", "libssl1.1", "libpcre3"],
  bookworm: ["nginx", "libssl3", "libpcre2-8-0"],
  trixie: ["nginx", "libssl3t64", "libpcre2-8-0", "libzstd1"],
  forky: ["nginx", "libssl3t64", "libpcre2-8-0", "libzstd1"],
} as const;

export type Suite = keyof typeof suites;

const everywhere = ["libc6", "zlib1g", "libcrypt1"];

/** Where one suite's nginx is, or why it cannot be had here. */
export function findNginx(suite: Suite): Promise<Found> {
  const packages = [...suites[suite], ...everywhere];
  return unpacked({ suite, name: "nginx", packages, path: "usr/sbin/nginx" });
}
