import { describe, expect, it } from "vitest";
import type { Facts, Listener } from "../../src/core/facts.ts";
import { takenPort } from "../../src/proxies/common-obstacles.ts";
import { emptyBox, installed } from "../helpers/facts.ts";

const proxy = { title: "HAProxy", unit: "haproxy", processes: ["haproxy"] };
const active = { loaded: true, active: true, enabled: true, masked: false };

function box(process: string | undefined, more: Partial<Facts> = {}): Facts {
  const listener: Listener = { address: "0.0.0.0", port: 443, ...(process && { process, pid: 812 }) };
  return { ...emptyBox, listeners: [listener], ...more };
}

describe("a port that somebody has", () => {
  it("is told with its holder and the command that frees it", () => {
    const [problem] = takenPort(443, proxy, box("nginx"));
    expect(problem).toEqual({
      text: "Port 443 is taken by nginx (process 812); HAProxy needs it.",
      next: "systemctl disable --now nginx",
    });
  });

  it.each([
    ["squid", "systemctl status 812"],
    [undefined, "ss -ltnp 'sport = :443'"],
  ])("by %s, whose unit nobody knows: look at it with %s", (process, next) => {
    expect(takenPort(443, proxy, box(process))[0]?.next).toBe(next);
  });

  it.each([
    ["the proxy's own service has it", box("haproxy", { units: { haproxy: active } })],
    [
      "nobody may see the process and the proxy's service runs",
      box(undefined, { units: { haproxy: active } }),
    ],
    ["another port is taken", { ...box("nginx"), listeners: [{ address: "0.0.0.0", port: 444 }] }],
    [
      "an earlier run of ours started the holder, and this one stops it",
      box("nginx", {
        units: { nginx: active },
        installation: installed({ units: { nginx: { active: false, enabled: false } } }),
      }),
    ],
  ])("is no obstacle where %s", (_, facts) => {
    expect(takenPort(443, proxy, facts)).toEqual([]);
  });

  it("stays one where the holder ran before us: it is the operator's, and is not stopped", () => {
    const facts = box("nginx", {
      units: { nginx: active },
      installation: installed({ units: { nginx: { active: true, enabled: true } } }),
    });
    expect(takenPort(443, proxy, facts)).toHaveLength(1);
  });
});
