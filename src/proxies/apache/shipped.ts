import { atLeast } from "../../core/at-least.ts";
import type { PlatformFacts } from "../../core/facts.ts";

/** An Apache and the OpenSSL it runs with. */
export interface ApacheBuild {
  readonly version: string;
  readonly openssl: string;
}

/** What each release brings, newest first, so that a plan made before the installation fits the box after it. */
const shipped: Readonly<Record<string, readonly (ApacheBuild & { readonly release: string })[]>> = {
  debian: [
    { release: "14", version: "2.4.69", openssl: "3.6" },
    { release: "13", version: "2.4.71", openssl: "3.5" },
    { release: "12", version: "2.4.71", openssl: "3.0" },
    { release: "11", version: "2.4.62", openssl: "1.1.1" },
  ],
  ubuntu: [
    { release: "26.04", version: "2.4.66", openssl: "3.5" },
    { release: "24.04", version: "2.4.58", openssl: "3.0" },
    { release: "22.04", version: "2.4.52", openssl: "3.0" },
  ],
};

/** For a distribution that is not in the table: what every one of them can do. */
const oldest: ApacheBuild = { version: "2.4.52", openssl: "1.1.1" };

/** What this platform's own packages bring. Debian's testing says no version: it is the newest. */
export function shippedWith(platform: PlatformFacts): ApacheBuild {
  const releases = (Object.hasOwn(shipped, platform.id) ? shipped[platform.id] : undefined) ?? [];
  if (platform.version === "") return releases[0] ?? oldest;
  return releases.find(({ release }) => atLeast(platform.version, release)) ?? oldest;
}
