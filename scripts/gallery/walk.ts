import { openProgramTerminal } from "./program-terminal.ts";

interface Stop {
  /** Of its picture; without one the walk only passes by. */
  readonly name?: string;
  /** What is pressed on the screen before. */
  readonly keys: readonly string[];
  /** By what the screen is known once all of it is there. */
  readonly seen: RegExp;
}

/** The demo from its first screen to its last: each question's default is taken. */
const stops: readonly Stop[] = [
  { name: "check", keys: [], seen: /✓ {2}Backend {4,}Echo server/ },
  { name: "backend", keys: ["Enter"], seen: /it answered a real handshake/ },
  { name: "names", keys: ["Enter"], seen: /What name[\s\S]*\n ✓ {2}A {4}[\s\S]*\n ✓ {2}IP/ },
  { name: "proxy", keys: ["Enter"], seen: /Which proxy[\s\S]*\n Why built-in proxy: / },
  { name: "certificate", keys: ["Enter"], seen: /Which certificate/ },
  { name: "limits", keys: ["Enter"], seen: /How shall the endpoint be protected/ },
  { name: "firewall", keys: ["Enter"], seen: /Open both {4,}add/ },
  { name: "review", keys: ["Enter"], seen: /\d+ changes: .* to add/ },
  { name: "diff", keys: ["d", ..."nnnnnnnnn"], seen: /answers\.yaml {4,}file/ },
  { keys: ["Esc"], seen: /\d+ changes: .* to add/ },
  { name: "apply", keys: ["Enter"], seen: /\n [⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] {2}built-in proxy: / },
  { name: "done", keys: [], seen: /Your endpoint works/ },
];

/**
 * Walks through the program's demo in a real terminal.
 * @param launcher path of the built program
 * @returns SVG pictures by name, in the order they were seen
 * @throws Error that shows the screen at which the walk went wrong
 */
export async function walkDemo(launcher: string): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  const terminal = openProgramTerminal(launcher, "demo");
  try {
    for (const { name, keys, seen } of stops) {
      terminal.press(...keys);
      const picture = await terminal.picture(seen);
      if (name !== undefined) pictures.set(name, picture);
    }
    terminal.press("Enter");
    const code = await terminal.ended();
    if (code !== 0) throw new Error(`The demo ended with exit code ${code}.`);
  } finally {
    terminal.close();
  }
  return pictures;
}
