import type { ConfigTest } from "../../core/step.ts";
import { places } from "./places.ts";

/**
 * HAProxy's own test of all that its service reads: a section of one file may need what is in another.
 * @param more what the service is told to read behind haproxy.cfg
 */
export function configTestOf(more: readonly string[] = []): ConfigTest {
  return { argv: ["haproxy", "-c", "-q", ...fileArguments(more)] };
}

/** The files that HAProxy reads, as its arguments. */
export function fileArguments(more: readonly string[] = []): readonly string[] {
  return [places.main, ...more].flatMap((path) => ["-f", path]);
}
