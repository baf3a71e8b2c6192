import type { Box } from "../../helpers/box/box.ts";
import { name } from "../helpers/endpoint.ts";

export type WrittenAnswers = Readonly<Record<string, unknown>>;

/** The origin of a page that may connect, where not all may. */
export const app = "https://app.example.com";

/** Without all that would refuse a test's client; each check lays over this what it is about. */
export const plainly: WrittenAnswers = {
  backend: "ws://127.0.0.1:9944",
  names: [name],
  limits: false,
  landingPage: false,
};

/** Every option at its strictest: checks that are about one of them each share these. */
export const strict = {
  tls: { profile: "modern" },
  redirectHttp: false,
  origins: [app, "chrome-extension://abcdef"],
  idleTimeout: 10,
};

/** Every option that opens something, at once: checks that are about one of them each share these. */
export function lenient({ ip4, ip6 }: Pick<Box, "ip4" | "ip6">): WrittenAnswers {
  return {
    names: [name, ip4, ip6],
    landingPage: true,
    origins: [app],
    tls: { profile: "compatible" },
    certificate: { source: "own-ca" },
  };
}
