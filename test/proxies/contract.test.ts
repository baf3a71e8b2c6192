import { describe, expect, it } from "vitest";
import { standardPorts } from "../../src/core/endpoint-ports.ts";
import type { Facts } from "../../src/core/facts.ts";
import type { Step } from "../../src/core/step.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { isReadOnly } from "../../src/host/read-only-commands.ts";
import { programFiles } from "../../src/proxies/embedded/program-facts.ts";
import { demoProxies, proxies, proxyById } from "../../src/proxies/index.ts";
import { emptyBox, someAnswers } from "../helpers/facts.ts";
import { liveProxies } from "./live/live-proxies.ts";

const certificate = {
  certificateFile: "/etc/ssl/certs/wss-setup.crt",
  keyFile: "/etc/ssl/private/wss-setup.key",
};

/** What came along with the program. */
const ourOwn = { [programFiles.server]: "the server", [programFiles.node]: "the Node" };
const everywhere = { addresses: ["0.0.0.0", "::"], ports: standardPorts } as const;

describe("the registry of proxies", () => {
  it("has each proxy once and finds it by its id", () => {
    expect(new Set(proxies.map(({ id }) => id)).size).toBe(proxies.length);
    for (const proxy of proxies) expect(proxyById(proxy.id)).toBe(proxy);
  });

  it("has none that is not also run for real (live/)", () => {
    expect(liveProxies.map(({ proxy }) => proxy)).toEqual(proxies);
  });

  it("says that a proxy is not built yet", () => {
    expect(() => proxyById("nowhere" as "nginx")).toThrow(/not built yet/);
  });
});

describe.each([...proxies, ...demoProxies(everywhere)].map((proxy) => [proxy.title, proxy] as const))(
  "the contract of a proxy: %s",
  (_, proxy) => {
    const plan = (facts: Facts) => proxy.plan({ answers: someAnswers, facts, certificate });
    const paths = (steps: readonly Step[]) => steps.flatMap((step) => ("path" in step ? [step.path] : []));

    it("probes with commands that only look, and writes nothing", async () => {
      const host = new MemoryHost({ run: () => ({ code: 0 }) });
      await proxy.probe(host, async () => ({}));
      expect(host.writes).toEqual([]);
      expect(host.commands.filter((argv) => !isReadOnly(argv))).toEqual([]);
    });

    it("probes an empty box, and the result is plain JSON", async () => {
      const seen = await proxy.probe(new MemoryHost(), async () => ({}));
      expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
    });

    it("plans the same from the same, for an empty box without a problem", async () => {
      const seen = await proxy.probe(new MemoryHost({ files: ourOwn }), async () => ({}));
      const facts = { ...emptyBox, proxies: { [proxy.id]: seen } };
      expect(plan(facts)).toEqual(plan(structuredClone(facts)));
      expect(plan(facts).problems).toEqual([]);
      expect(plan(facts).steps).not.toEqual([]);
    });

    it("names the same paths whether or not it knows what is in them", () => {
      const { steps } = plan(emptyBox);
      const files = Object.fromEntries(paths(steps).map((path) => [path, { kind: "absent" } as const]));
      expect(paths(plan({ ...emptyBox, files }).steps)).toEqual(paths(steps));
    });

    it("gives every step a reason, a unique id and a title", () => {
      const { steps } = plan(emptyBox);
      expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      for (const { why, title } of steps) {
        expect(why).toMatch(/\w.*\.$/);
        expect(title).not.toBe("");
      }
    });

    it("says in every file of its own what wrote it, and names its files after the program", () => {
      const written = plan(emptyBox).steps.filter((step) => step.kind === "WriteFile");
      expect(written).not.toEqual([]);
      for (const { content, path } of written) {
        // The first line of a script names its shell.
        expect(content.split("\n").find((line) => !line.startsWith("#!"))).toMatch(/wss-setup/);
        expect(path).toMatch(/wss-setup/);
      }
    });

    it("names whoever holds a port that it needs, and what to do", () => {
      const facts = (process: string): Facts => ({
        ...emptyBox,
        listeners: [{ address: "0.0.0.0", port: 443, process, pid: 812 }],
      });
      const [problem] = plan(facts("squid")).problems;
      expect(problem?.text).toMatch(/443.*squid.*812/);
      expect(problem?.next).toBeDefined();
    });

    it("does not start a unit that somebody masked", () => {
      const masked = { loaded: true, active: false, enabled: false, masked: true };
      const { problems } = plan({ ...emptyBox, units: { [proxy.unit]: masked } });
      expect(problems.map(({ next }) => next)).toContain(`systemctl unmask ${proxy.unit}`);
    });
  },
);
