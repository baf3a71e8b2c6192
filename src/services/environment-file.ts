type State =
  | "before"
  | "remark"
  | "name"
  | "value"
  | "bare"
  | "bare-escape"
  | "single"
  | "double"
  | "double-escape";

/**
 * The variables of a file that a unit names as EnvironmentFile= (systemd.exec(5)). Pure; state by state as systemd reads it
 * (parse_env_file_internal() in basic/env-file.c).
 */
export function parseEnvironmentFile(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let [state, name, value, kept]: [State, string, string, number] = ["before", "", "", 0];
  const end = () => {
    // Blanks behind a bare value are none of it.
    if (/^[A-Za-z_]\w*$/.test(name.trim())) found[name.trim()] = value.slice(0, kept);
    [state, name, value, kept] = ["before", "", "", 0];
  };
  const add = (char: string, isBlank = false) => {
    value += char;
    if (!isBlank) kept = value.length;
  };
  for (const char of `${text}\n`) {
    const isBlank = char === " " || char === "\t" || char === "\r";
    if (state === "before") {
      if (char === "#" || char === ";") state = "remark";
      else if (char !== "\n" && !isBlank) [state, name] = ["name", char];
    } else if (state === "remark") {
      if (char === "\n") state = "before";
    } else if (state === "name") {
      // A line without a sign says nothing.
      if (char === "\n") [state, name] = ["before", ""];
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
      if (char !== "\n") add(char);
      state = "bare";
    } else if (char === "\n") end();
    else if (char === "\\") state = "bare-escape";
    else if (state === "bare") add(char, isBlank);
    else if (char === "'") state = "single";
    else if (char === '"') state = "double";
    else if (!isBlank) {
      state = "bare";
      add(char);
    }
  }
  return found;
}
