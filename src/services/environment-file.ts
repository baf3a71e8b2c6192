import { isVariable } from "./variables.ts";

type State =
  | "before"
  | "remark"
  | "remark-escape"
  | "name"
  | "value"
  | "bare"
  | "bare-escape"
  | "single"
  | "double"
  | "double-escape";

/**
 * The variables of a file that a unit names as EnvironmentFile= (systemd.exec(5)). Pure; state by state as systemd reads it
 * (parse_env_file_internal() in basic/env-file.c). What it would not give a program is left out.
 * @param version of systemd: before 254 a backslash at the end of a remark takes the next line along
 */
export function parseEnvironmentFile(text: string, version = 254): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let [state, name, value, kept]: [State, string, string, number] = ["before", "", "", 0];
  const end = () => {
    // Blanks behind a bare value are none of it.
    const variable = [name.replace(/[ \t]+$/, ""), state === "bare" ? value.slice(0, kept) : value] as const;
    if (isVariable(variable)) found.set(...variable);
    [state, name, value, kept] = ["before", "", "", 0];
  };
  const add = (chars: string, isBlank = false) => {
    value += chars;
    if (!isBlank) kept = value.length;
  };
  for (const char of text) {
    const isEnd = char === "\n" || char === "\r";
    const isBlank = isEnd || char === " " || char === "\t";
    if (state === "before") {
      if (char === "#" || char === ";") state = "remark";
      else if (!isBlank) [state, name] = ["name", char];
    } else if (state === "remark") {
      if (isEnd) state = "before";
      else if (char === "\\") state = "remark-escape";
    } else if (state === "remark-escape") {
      state = isEnd && version >= 254 ? "before" : "remark";
    } else if (state === "name") {
      // A line without a sign says nothing.
      if (isEnd) [state, name] = ["before", ""];
      else if (char === "=") state = "value";
      else name += char;
    } else if (state === "single") {
      if (char === "'") state = "value";
      else add(char);
    } else if (state === "double") {
      if (char === '"') state = "value";
      else if (char === "\\") state = "double-escape";
      else add(char);
    } else if (state === "double-escape") {
      if (char !== "\n") add('"\\`$'.includes(char) ? char : `\\${char}`);
      state = "double";
    } else if (state === "bare-escape") {
      if (!isEnd) add(char);
      state = "bare";
    } else if (isEnd) end();
    else if (char === "\\") {
      // Blanks in front of one stay.
      add("");
      state = "bare-escape";
    } else if (state === "bare") add(char, isBlank);
    else if (char === "'") state = "single";
    else if (char === '"') state = "double";
    else if (!isBlank) {
      state = "bare";
      add(char);
    }
  }
  // What is open at the end of the file is closed by it.
  if (!["before", "remark", "remark-escape", "name"].includes(state)) end();
  return found;
}
