import { describe, expect, it } from "vitest";
import { commandLines } from "../../../components/theme/command-lines.ts";

const command = "ip6tables -I INPUT -p tcp -m tcp --dport 443 -m comment --comment wss-setup -j ACCEPT";

describe("a command in lines", () => {
  it("stays one where there is room", () => {
    expect(commandLines(command, command.length)).toEqual([command]);
  });

  it.each([32, 48, 78])("of %i cells fits, and is the same command for a shell", (width) => {
    const lines = commandLines(command, width);
    expect(lines.length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    // A backslash at the end of a line takes the line end away (POSIX, Shell Command Language, 2.2.1).
    expect(lines.join("\n").replaceAll("\\\n", "").split(/ +/)).toEqual(command.split(" "));
  });
});
