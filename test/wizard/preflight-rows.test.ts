import { describe, expect, it } from "vitest";
import type { Listener } from "../../src/core/facts.ts";
import { proxyById } from "../../src/proxies/index.ts";
import { type OwnProxy, preflightRows } from "../../src/wizard/preflight-rows.ts";
import { emptyBox } from "../helpers/facts.ts";

function ports(own: OwnProxy | undefined, ...listeners: readonly Listener[]) {
  const backend = { state: "ok", text: "" } as const;
  const rows = preflightRows({ ...emptyBox, listeners }, backend, { own });
  return rows.find(({ id }) => id === "ports");
}

const nginx = proxyById("nginx");
const held = [
  { address: "0.0.0.0", port: 443, process: "nginx", pid: 605 },
  { address: "0.0.0.0", port: 80, process: "nginx", pid: 605 },
];

describe("the ports that an endpoint needs", () => {
  it("are no worry where its own proxy holds them", () => {
    expect(ports(nginx, ...held)).toMatchObject({
      state: "ok",
      text: "nginx, which carries this endpoint, holds 80 and 443",
    });
  });

  it("are one where others hold them, of whom alone is told", () => {
    const apache = { address: "::", port: 80, process: "apache2", pid: 7 };
    const text = "80 is held by apache2 (pid 7)";
    expect(ports(nginx, ...held, apache)).toMatchObject({ state: "warning", text });
    expect(ports(undefined, ...held)?.state).toBe("warning");
    expect(ports(nginx, { address: "::", port: 443 })?.text).toBe("443 is held by a program");
  });
});
