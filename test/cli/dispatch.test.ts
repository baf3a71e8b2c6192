import { expect, it } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";

it.each([
  [["plan", "--json"], "--json: no such option; did you mean --format json?"],
  [["plan", "--backnd=x"], "--backnd: no such option; did you mean --backend?"],
])("an option that is not there is told with the one that was meant: %j", async (argv, told) => {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const terminal = { result: say, progress: say, begin: () => ({ end: () => true }) };
  expect(await dispatch(argv, terminal)).toBe(64);
  expect(said.join("\n")).toContain(told);
});
