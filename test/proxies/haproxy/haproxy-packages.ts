import { type Found, unpacked } from "../../helpers/unpacked.ts";

const common = ["haproxy", "libc6", "zlib1g", "libcrypt1", "libpcre2-8-0", "libgcc-s1", "libcap2"];
const systemd = ["libsystemd0", "liblzma5", "libzstd1", "liblz4-1", "libgcrypt20", "libgpg-error0"];
const tracing = ["libopentracing1", "libstdc++6"];
const newer = ["libssl3t64", "liblua5.4-0", "libopentracing-c-wrapper0t64", "libjemalloc2", "libzstd1"];

/** Debian's HAProxy packages and the libraries they are linked with, so that each runs on any machine. */
export const suites = {
  bullseye: [...common, "libssl1.1", "liblua5.3-0", ...systemd],
  bookworm: [...common, "libssl3", "liblua5.3-0", "libopentracing-c-wrapper0", ...tracing, ...systemd],
  trixie: [...common, ...newer, ...tracing],
  forky: [...common, ...newer, ...tracing],
} as const;

export type Suite = keyof typeof suites;

export function findHaproxy(suite: Suite): Promise<Found> {
  return unpacked({ suite, name: "haproxy", packages: [...suites[suite]], path: "usr/sbin/haproxy" });
}
