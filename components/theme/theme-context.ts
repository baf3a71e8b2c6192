import { createContext, use } from "react";
import { type Theme, themeFor } from "./theme.ts";

export const ThemeContext = createContext<Theme>(themeFor({ ascii: false, color: true, motion: true }));

/** The signs and colours of this terminal. */
export function useTheme(): Theme {
  return use(ThemeContext);
}
