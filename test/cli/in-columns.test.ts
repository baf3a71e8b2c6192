import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { streamTerminal } from "../../src/cli/terminal.ts";

const warning =
  " !  Renewal                     nobody renews it by itself, and in 30 days no client takes it any longer\n    Do this: a timer";
const cure =
  "  Do this   take your edits out of /etc/caddy/wss-setup.caddy, or move the file away; then: wss-setup remove --yes";
const long = `{ "seen": "${"word ".repeat(30)}" }`;

function told(columns: number | undefined): { stdout: string; stderr: string } {
  const stream = () =>
    Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  const [stdout, stderr] = [stream(), stream()];
  const terminal = streamTerminal(stdout, stderr);
  terminal.result(warning, "words");
  terminal.result(long);
  terminal.progress(cure);
  return { stdout: String(stdout.read()), stderr: String(stderr.read()) };
}

describe("a line that is wider than the terminal", () => {
  it("is broken at a blank, and goes on below its own text", () => {
    const { stdout, stderr } = told(80);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      " !  Renewal                     nobody renews it by itself, and in 30 days no",
      "                                client takes it any longer",
      "    Do this: a timer",
    ]);
    expect(stderr).toBe(
      "  Do this   take your edits out of /etc/caddy/wss-setup.caddy, or move the file\n            away; then: wss-setup remove --yes\n",
    );
  });

  it("stays whole where it is a result to be copied, where it is a command, and in a pipe", () => {
    expect(told(80).stdout).toContain(long);
    expect(told(undefined)).toEqual({ stdout: `${warning}\n${long}\n`, stderr: `${cure}\n` });
  });

  it("has no column of its own where that would be narrow", () => {
    expect(
      told(40)
        .stdout.split("\n")
        .every((line) => line.length <= 40 || line === long),
    ).toBe(true);
  });
});
