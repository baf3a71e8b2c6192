import { atLeast } from "../../core/at-least.ts";
import type { PlatformFacts } from "../../core/facts.ts";

/** An nginx and the OpenSSL it runs with. */
export interface NginxBuild {
  readonly version: string;
  readonly openssl: string;
}

/** What each release brings, newest first, so that a plan made before the installation fits the box after it. */
const shipped: Readonly<Record<string, readonly (NginxBuild & { readonly release: string })[]>> = {
  debian: [
    { release: "14", version: "1.30.6", openssl: "3.6" },
    { release: "13", version: "1.26.3", openssl: "3.5" },
    { release: "12", version: "1.22.1", openssl: "3.0" },
    { release: "11", version: "1.18.0", openssl: "1.1.1" },
  ],
  ubuntu: [
    { release: "26.04", version: "1.28.3", openssl: "3.5" },
    { release: "24.04", version: "1.24.0", openssl: "3.0" },
    { release: "22.04", version: "1.18.0", openssl: "3.0" },
  ],
};

/** For a distribution that is not in the table: what every one of them can do. */
const oldest: NginxBuild = { version: "1.18.0", openssl: "1.1.1" };

/** What this platform's own packages bring. Debian's testing says no version: it is the newest. */
export function shippedWith(platform: PlatformFacts): NginxBuild {
  const releases = (Object.hasOwn(shipped, platform.id) ? shipped[platform.id] : undefined) ?? [];
  if (platform.version === "") return releases[0] ?? oldest;
  return releases.find(({ release }) => atLeast(platform.version, release)) ?? oldest;
}
