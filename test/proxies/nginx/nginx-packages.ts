import { type Found, findProgram } from "../../helpers/debian-program.ts";

/** Debian's nginx packages and the libraries they are linked with, so that each runs on any machine. */
export const suites = {
  bullseye: ["nginx-core", "libssl1.1", "libpcre3"],
  bookworm: ["nginx", "libssl3", "libpcre2-8-0"],
  trixie: ["nginx", "libssl3t64", "libpcre2-8-0", "libzstd1"],
  forky: ["nginx", "libssl3t64", "libpcre2-8-0", "libzstd1"],
} as const;

export type Suite = keyof typeof suites;

export function findNginx(suite: Suite): Promise<Found> {
  return findProgram(suite, { name: "nginx", path: "usr/sbin/nginx", packages: suites[suite] });
}
