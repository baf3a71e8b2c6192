/** Tells of each Ctrl-C until the returned function is called. */
export type Interrupts = (onInterrupt: () => void) => () => void;

/**
 * SIGINT of this process. Here Ctrl-C opens a question and stops nothing by itself, so whoever else listens to the
 * signal does not hear it meanwhile.
 */
export const processInterrupts: Interrupts = (onInterrupt) => {
  const others = process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", onInterrupt);
  return () => {
    process.off("SIGINT", onInterrupt);
    for (const listener of others) process.on("SIGINT", listener);
  };
};
