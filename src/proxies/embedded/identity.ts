import { places } from "./places.ts";

/** Under which names the box knows the built-in proxy. */
export const identity = {
  title: "built-in proxy",
  unit: places.unit,
  /** As the server names itself, cut off where the kernel does (prctl(2), PR_SET_NAME). */
  processes: ["wss-setup-embed"],
} as const;
