import { expect, test } from "vitest";
import { readCommandLine } from "../../scripts/benchmarks/command-line.ts";

const known = { parts: ["start-up", "messages"], proxies: ["nginx", "caddy"] } as const;

test("without words all is measured, in seven turns", () => {
  expect(readCommandLine([], known)).toEqual({
    settings: { runs: 7, quick: false, suite: "bookworm", proxies: ["nginx", "caddy"] },
    parts: ["start-up", "messages"],
  });
});

test("words choose parts, proxies and the length of the run", () => {
  const argv = "messages --proxy caddy --proxy caddy --quick --suite trixie -o out.json".split(" ");
  expect(readCommandLine(argv, known)).toEqual({
    settings: { runs: 3, quick: true, suite: "trixie", proxies: ["caddy"] },
    parts: ["messages"],
    output: "out.json",
  });
  expect(readCommandLine(["--quick", "--runs", "5"], known).settings.runs).toBe(5);
});

test.each([
  ["nothing", "no part nothing; there is start-up, messages"],
  ["--proxy=squid", "no proxy squid; there is nginx, caddy"],
  ["--suite=sid", "no suite sid; there is bullseye, bookworm, trixie"],
  ["--runs=0", "--runs is a whole number from 1"],
  ["--runs=many", "--runs is a whole number from 1"],
])("%s is refused with what there is", (word, message) => {
  expect(() => readCommandLine([word], known)).toThrow(message);
});
