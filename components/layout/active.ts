import { createContext, use } from "react";

export const ActiveContext = createContext(true);

/** Whether this screen is the one that is seen and hears the keys; below an overlay it is neither. */
export function useActive(): boolean {
  return use(ActiveContext);
}
