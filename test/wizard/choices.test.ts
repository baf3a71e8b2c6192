import { describe, expect, it } from "vitest";
import type { Listener } from "../../src/core/facts.ts";
import { proxies } from "../../src/proxies/index.ts";
import { proxyChoices } from "../../src/wizard/choices.ts";
import { emptyBox } from "../helpers/facts.ts";

const listener = (port: number, process: string): Listener => ({ address: "0.0.0.0", port, process, pid: 7 });
const offered = (...listeners: readonly Listener[]) => proxyChoices(proxies, { ...emptyBox, listeners });

describe("the proxies that are offered", () => {
  it("are all that are built, nginx first on a box that serves nothing", () => {
    const choices = offered();
    expect(choices.map(({ id }) => id).sort()).toEqual(proxies.map(({ id }) => id).sort());
    expect(choices[0]).toMatchObject({ id: "nginx", tag: expect.stringContaining("recommended") });
  });

  it.each([
    ["caddy", [listener(443, "caddy")]],
    ["caddy", [listener(80, "caddy")]],
    ["caddy", [listener(80, "nginx"), listener(443, "caddy")]],
    ["nginx", [listener(443, "node"), listener(80, "squid")]],
  ])("begin with %s where %j", (id, listeners) => {
    const [first, ...others] = offered(...listeners);
    expect(first).toMatchObject({ id, tag: expect.stringContaining("recommended") });
    for (const { tag } of others) expect(tag).not.toContain("recommended");
  });

  it("are told in a few words, which a window of 80 columns shows whole", () => {
    const beside = " › built-in proxy   ".length;
    for (const { id, text } of offered()) expect(beside + text.length, id).toBeLessThanOrEqual(80 - 5);
  });

  it("say of one that apt does not know that it is not to be had here", () => {
    const packages = { nginx: { candidate: "1.18.0-6" }, caddy: {} };
    const [caddy] = proxyChoices(proxies, { ...emptyBox, packages }).filter(({ id }) => id === "caddy");
    expect(caddy?.unfit).toMatch(/^not in /);
  });

  it("takes no proxy that needs systemd where that does not run, and says why", () => {
    const choice = (id: string, init: "systemd" | "sysv") =>
      proxyChoices(proxies, { ...emptyBox, init }).find((each) => each.id === id);
    expect(choice("embedded", "systemd")?.unfit).toBeUndefined();
    expect(choice("embedded", "sysv")?.unfit).toMatch(/needs systemd/);
    expect(choice("nginx", "sysv")?.unfit).toBeUndefined();
  });
});
