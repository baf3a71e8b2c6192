import { atLeast } from "../../core/at-least.ts";
import type { HaproxyBuild } from "./shipped.ts";

/** What a version can do; each line says since when. */
export function featuresOf({ version, openssl }: HaproxyBuild) {
  return {
    /** `clitcpka-idle` and its like (2.4); before, the kernel asks after two hours. */
    keepaliveTimes: atLeast(version, "2.4"),
    /** OpenSSL knows X25519MLKEM768 (3.5); an older one makes HAProxy refuse to start. */
    hybridCurve: atLeast(openssl, "3.5"),
    /** It warns where nobody says how Lua's booleans are taken (3.1). */
    asksForLuaBooleans: atLeast(version, "3.1"),
  };
}
