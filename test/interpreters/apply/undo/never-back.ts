import type { Resumed } from "../../../../src/interpreters/apply/undo/resumed.ts";

/** The first walk over a run that has ended, on a box whose packages are none of ours. */
export const neverBack: Resumed = { isBackFurther: () => false, wentWithFolder: () => false };
