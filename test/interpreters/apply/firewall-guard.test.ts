import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFile } from "../../../src/core/build-step.ts";
import type { OwnedPort } from "../../../src/core/facts.ts";
import type { OpenPort, Step } from "../../../src/core/step.ts";
import { PretendIptables } from "../../../src/demo/pretend-iptables.ts";
import { realEnvironment } from "../../../src/environment.ts";
import { iptables } from "../../../src/firewalls/iptables/iptables.ts";
import type { Companion } from "../../../src/host/host.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { guardArgv } from "../../../src/interpreters/apply/firewall-guard.ts";
import { type Decision, runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { withSession } from "../../../src/session.ts";
import { emptyBox, planOf } from "../../helpers/facts.ts";
import { fakeSystemctl } from "../../helpers/fake-systemctl.ts";
import { namespacesAvailable } from "../../helpers/namespace/available.ts";
import { Namespace } from "../../helpers/namespace/namespace.ts";

const deletion = (port: number) =>
  `iptables -w 10 -D INPUT -p tcp -m tcp --dport ${port} -m comment --comment wss-setup -j ACCEPT`;

function openPort(port: number): OpenPort {
  const id = `port:iptables:v4:${port}`;
  return {
    kind: "OpenPort",
    id,
    title: id,
    why: "for the test",
    action: "create",
    undo: "exact",
    manager: "iptables",
    port,
    family: 4,
  };
}

/** A box whose packet filter refuses everything but ssh, and what happened in it, in order. */
function box({ systemd = true } = {}) {
  const filter = new PretendIptables(() => {});
  const events: string[] = [];
  const host = new MemoryHost({
    files: systemd ? { "/run/systemd/system": { folder: true } } : {},
    run: (argv) => {
      if (argv[0] !== "iptables") return fakeSystemctl(argv);
      if (!argv.includes("-S")) events.push(argv.slice(3).join(" "));
      return filter.run(argv);
    },
  });
  const accompany = host.accompany.bind(host);
  host.accompany = async (argv) => {
    const companion = await accompany(argv);
    return {
      tell: async (line) => {
        events.push(`told: ${line}`);
        await companion.tell(line);
      },
      end: companion.end,
    };
  };
  return { host, events };
}

async function run(
  host: MemoryHost,
  steps: readonly Step[],
  decide?: () => Promise<Decision>,
): Promise<void> {
  const plan = planOf(steps);
  const { signal } = new AbortController();
  await withSession(
    await realEnvironment(host),
    () => {},
    (session) =>
      runPlan(plan, {
        ...session,
        facts: emptyBox,
        verb: "apply",
        version: "0.0.0",
        signal,
        ...(decide && { decide }),
      }),
  );
}

describe("a run that opens ports", () => {
  it("tells its guard of each rule before it is there, and sends it home in the end", async () => {
    const { host, events } = box();
    await run(host, [openPort(80), openPort(443)]);
    expect(events).toEqual([
      `told: ${deletion(80)}`,
      expect.stringMatching(/^-I INPUT 4 .*--dport 80 /),
      `told: ${deletion(443)}`,
      expect.stringMatching(/^-I INPUT \d .*--dport 443 /),
      "told: keep",
    ]);
    const [guard, ...others] = host.companions;
    expect(others).toEqual([]);
    expect(guard?.argv.slice(0, 6).join(" ")).toMatch(
      /^systemd-run --scope --collect --quiet --unit=wss-setup-guard-[\w-]+ --$/,
    );
    expect(guard?.ended).toBe(true);
  });

  it("keeps its guard until everything is taken back", async () => {
    const { host, events } = box();
    const failing = writeFile(emptyBox, {
      path: "/missing/file",
      content: "",
      mode: 0o644,
      why: "for the test",
    });
    await expect(run(host, [openPort(443), failing])).rejects.toMatchObject({ exitCode: 1 });
    expect(events.slice(-2)).toEqual([expect.stringMatching(/^-D INPUT .*--dport 443 /), "told: keep"]);
    expect(host.companions).toMatchObject([{ ended: true }]);
  });

  it("leaves the rest to its guard when it breaks down", async () => {
    const { host, events } = box();
    const failing = writeFile(emptyBox, {
      path: "/missing/file",
      content: "",
      mode: 0o644,
      why: "for the test",
    });
    const decide = () => Promise.reject(new Error("a bug"));
    await expect(run(host, [openPort(443), failing], decide)).rejects.toThrow("a bug");
    expect(events).toEqual([`told: ${deletion(443)}`, expect.stringMatching(/^-I INPUT /)]);
    expect(host.companions).toMatchObject([{ ended: true }]);
  });

  it("says nothing to a guard of a rule that was there before", async () => {
    const { host, events } = box();
    await host.run([
      "iptables",
      "-w",
      "10",
      ..."-A INPUT -p tcp -m tcp --dport 443 -m comment --comment wss-setup -j ACCEPT".split(" "),
    ]);
    await run(host, [openPort(443)]);
    expect(events.some((event) => event.startsWith("told"))).toBe(false);
    expect(host.companions).toEqual([]);
  });

  it("needs no guard where it opens none", async () => {
    const { host } = box();
    await run(host, [
      writeFile(emptyBox, { path: "/etc/file", content: "", mode: 0o644, why: "for the test" }),
    ]);
    expect(host.companions).toEqual([]);
  });

  it("has a guard in a session of its own where systemd does not run", async () => {
    const { host } = box({ systemd: false });
    await run(host, [openPort(443)]);
    expect(host.companions[0]?.argv.slice(0, 2)).toEqual(["sh", "-c"]);
  });

  it("opens nothing when there is no guard to be had", async () => {
    const { host, events } = box();
    host.accompany = async () => Promise.reject(new Error("no"));
    await expect(run(host, [openPort(443)])).rejects.toThrow("Everything was taken back");
    expect(events).toEqual([]);
  });
});

const available = namespacesAvailable();

describe.skipIf(!available.ok)(`a guard, really${available.ok ? "" : ` (${available.reason})`}`, () => {
  const ports: readonly OwnedPort[] = [4, 6].flatMap((family) =>
    [80, 443].map((port) => ({ manager: "iptables", port, family: family as 4 | 6 })),
  );
  let network: Namespace;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "wss-setup-guard-"));
    network = await Namespace.create();
    for (const program of ["iptables", "ip6tables"])
      await network.must([program, "-A", "INPUT", "-j", "REJECT"]);
  });
  afterEach(async () => {
    await network.destroy();
    rmSync(folder, { recursive: true });
  });
  const start = () => network.accompany(guardArgv(join(folder, "lock")));
  const both = async () => [await network.rules(4), await network.rules(6)];

  async function openAll(guard: Companion): Promise<void> {
    for (const port of ports) {
      for (const argv of iptables.closing(port)) await guard.tell(argv.join(" "));
      await iptables.open(network, port);
    }
  }

  it("takes out the rules it was told of, in both families and no other, when nobody is left to say keep", async () => {
    await iptables.open(network, { manager: "iptables", port: 8443, family: 4 });
    const before = await both();
    const guard = await start();
    await openAll(guard);
    expect(await both()).not.toEqual(before);
    await guard.end();
    expect(await both()).toEqual(before);
  });

  it("leaves everything when it is told to", async () => {
    const guard = await start();
    await openAll(guard);
    const opened = await both();
    await guard.tell("keep");
    await guard.end();
    expect(await both()).toEqual(opened);
  });

  it("reads no code in what it is told", async () => {
    const guard = await start();
    await guard.tell(`echo $(touch ${folder}/a) ; touch ${folder}/b > ${folder}/c \`touch ${folder}/d\``);
    await guard.end();
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  it("lets no other guard begin before its work is done", async () => {
    const first = await start();
    await openAll(first);
    const second = start();
    expect(await Promise.race([second, network.run(["sleep", "0.3"])])).toMatchObject({ code: 0 });
    await first.end();
    await (await second).end();
  });
});
