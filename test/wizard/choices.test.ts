import { expect, it } from "vitest";
import { demoProxies, proxies } from "../../src/proxies/index.ts";
import { proxyChoices } from "../../src/wizard/choices.ts";
import { emptyBox } from "../helpers/facts.ts";

const choice = (id: string, facts = emptyBox) => proxyChoices(proxies, facts).find((each) => each.id === id);

it("the built-in proxy is offered where systemd runs, and the reason is told where it does not", () => {
  expect(choice("embedded")?.unfit).toBeUndefined();
  expect(choice("embedded", { ...emptyBox, init: "sysv" })?.unfit).toMatch(/needs systemd/);
  expect(choice("nginx", { ...emptyBox, init: "sysv" })?.unfit).toBeUndefined();
});

it("in the demo's folder the built-in proxy needs no systemd", () => {
  const [proxy] = demoProxies({ addresses: ["127.0.0.1"], ports: { https: 8443, http: 8080 } });
  expect(proxyChoices(proxy === undefined ? [] : [proxy], { ...emptyBox, init: "sysv" })).toMatchObject([
    { id: "embedded", tag: expect.stringContaining("nothing to install") },
  ]);
});

it("whoever holds port 443 already is the one to keep, also when it is ours", () => {
  const held = (process: string) => ({
    ...emptyBox,
    listeners: [{ address: "0.0.0.0", port: 443, process }],
  });
  const [first] = proxyChoices(proxies, held("wss-setup-embed"));
  expect(first).toMatchObject({ id: "embedded", tag: expect.stringContaining("recommended") });
  expect(proxyChoices(proxies, held("MainThread"))[0]?.id).toBe("nginx");
});
