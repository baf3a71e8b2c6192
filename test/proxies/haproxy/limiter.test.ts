import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { handshakeAction, limiterScript, overLimit } from "../../../src/proxies/haproxy/limiter.ts";
import { command } from "../../helpers/box/command.ts";
import { unpacked } from "../../helpers/unpacked.ts";
import { liveHaproxy } from "./running-haproxy.ts";

/** Stands in for HAProxy to the script: a clock that is set, and one line of output for each handshake that is asked about. */
const harness = String.raw`
local clock, action = 0, nil
local core = {
  now = function() return { sec = clock // 1000, usec = clock % 1000 * 1000 } end,
  register_action = function(name, _, act) assert(name == "${handshakeAction}"); action = act end,
}
local folder, rate, burst = table.unpack(settings)
assert(loadfile(folder .. "/limiter.lua", "t", setmetatable({ core = core }, { __index = _G })))()
local answers = {}
for line in io.lines(folder .. "/asked") do
  local at, address = line:match("(%S+) (%S+)")
  clock = tonumber(at)
  local over = false
  action({ f = { src = function() return address end }, set_var = function(_, name, value)
    assert(name == "${overLimit}" and value == 1); over = true
  end }, rate, burst)
  answers[#answers + 1] = over and "over" or "pass"
end
local out = io.open(folder .. "/answers", "w")
out:write(table.concat(answers, "\n"))
out:close()
`;

interface Handshake {
  /** Milliseconds. */
  readonly at: number;
  readonly from: string;
}

const found = await Promise.all(
  Object.entries(liveHaproxy.builds).map(async ([suite, { packages }]) => {
    const wanted = { suite, name: liveHaproxy.proxy.id, packages, path: liveHaproxy.path };
    return [suite, await unpacked(wanted)] as const;
  }),
);

describe.each(found)("the script that counts handshakes, in the Lua of HAProxy of %s", (suite, haproxy) => {
  if ("reason" in haproxy) {
    it.skip(`HAProxy of ${suite}: ${haproxy.reason}`, () => undefined);
    return;
  }
  const { argv } = haproxy;

  /** What the script says to each of these, asked by HAProxy's own Lua. */
  async function answersTo(
    { rate, burst }: { readonly rate: number; readonly burst: number },
    asked: readonly Handshake[],
  ): Promise<readonly string[]> {
    const folder = mkdtempSync(join(tmpdir(), "limiter-"));
    try {
      const path = (name: string) => join(folder, name);
      writeFileSync(path("limiter.lua"), limiterScript);
      writeFileSync(path("asked"), asked.map(({ at, from }) => `${at} ${from}\n`).join(""));
      const settings = `local settings = { ${JSON.stringify(folder)}, "${rate}", "${burst}" }\n`;
      writeFileSync(path("harness.lua"), settings + harness);
      writeFileSync(path("haproxy.cfg"), `global\n    lua-load ${path("harness.lua")}\n`);
      const { stderr } = await command([...argv, "-c", "-f", path("haproxy.cfg")]);
      expect(stderr).not.toContain("[ALERT]");
      return readFileSync(path("answers"), "utf8").split("\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("lets a burst pass and drains by the rate", async () => {
    const at = [0, 0, 0, 0, 400, 500, 500, 3_000, 3_000, 3_000, 3_000];
    const asked = at.map((each) => ({ at: each, from: "203.0.113.1" }));
    const [first, second] = [
      ["pass", "pass", "pass", "over", "over", "pass", "over"],
      ["pass", "pass", "pass", "over"],
    ];
    expect(await answersTo({ rate: 2, burst: 2 }, asked)).toEqual([...first, ...second]);
  });

  it("forgets no handshake that still counts, however many addresses ask", async () => {
    const crowd = Array.from({ length: 10_500 }, (_, index) => ({ at: 0, from: `10.0.${index}` }));
    const answers = await answersTo({ rate: 1, burst: 0 }, [
      { at: 0, from: "203.0.113.1" },
      ...crowd,
      { at: 999, from: "203.0.113.1" },
      { at: 1_000, from: "203.0.113.1" },
    ]);
    expect(answers.slice(0, -2)).toEqual(Array(10_501).fill("pass"));
    expect(answers.slice(-2)).toEqual(["over", "pass"]);
  });
});
