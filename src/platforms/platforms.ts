import type { ProxyId } from "../core/answers.ts";

/** A distribution release, and how it differs from the others. */
export interface Platform {
  /** `ID` of os-release(5). */
  readonly id: "debian" | "ubuntu";
  /** `VERSION_ID`; empty for Debian testing and sid, which have none. */
  readonly version: string;
  readonly codename: string;
  readonly title: string;
  /** Proxies that the release has no package of. */
  readonly lacks: readonly ProxyId[];
}

/** Every release that the job is tested on, the oldest of each distribution first. */
export const platforms: readonly Platform[] = [
  { id: "debian", version: "11", codename: "bullseye", title: "Debian 11", lacks: ["caddy"] },
  { id: "debian", version: "12", codename: "bookworm", title: "Debian 12", lacks: [] },
  { id: "debian", version: "13", codename: "trixie", title: "Debian 13", lacks: [] },
  { id: "debian", version: "", codename: "sid", title: "Debian testing and sid", lacks: [] },
  { id: "ubuntu", version: "22.04", codename: "jammy", title: "Ubuntu 22.04", lacks: ["caddy"] },
  { id: "ubuntu", version: "24.04", codename: "noble", title: "Ubuntu 24.04", lacks: [] },
  { id: "ubuntu", version: "26.04", codename: "resolute", title: "Ubuntu 26.04", lacks: [] },
];
