import type { Companion } from "./host.ts";

/** A companion where no program may be started: told everything, it does nothing. */
export const nobody: Companion = { tell: async () => undefined, end: async () => undefined };
