import { describe, expect, it } from "vitest";
import type { RunOptions } from "../../src/host/host.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { repairInterrupted, updateLists } from "../../src/packages/apt.ts";
import { install } from "../../src/packages/install.ts";
import { takeAway } from "../../src/packages/removal.ts";

const held = {
  frontend:
    "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (unattended-upgr)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n",
  archives:
    "E: Could not get lock /var/cache/apt/archives/lock. It is held by process 4711 (apt-get)\nE: Unable to lock directory /var/cache/apt/archives/\n",
  lists:
    "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4711 (apt-get)\nE: Unable to lock directory /var/lib/apt/lists/\n",
};
const nothing = { installed: [], upgraded: [], removed: [] };

/** A box in which apt and dpkg find a lock held for so many seconds; `sleep` lets them pass. */
function lockedBox(stderr: string, seconds: number) {
  let passed = 0;
  const calls: { readonly argv: readonly string[]; readonly env: RunOptions["env"] }[] = [];
  const host = new MemoryHost({
    run: (argv, options) => {
      if (argv[0] === "sleep") {
        passed += Number(argv[1]);
        return {};
      }
      calls.push({ argv, env: options?.env });
      return passed < seconds ? { code: 100, stderr } : {};
    },
  });
  host.now = () => new Date(passed * 1000);
  const lines: string[] = [];
  return { host, calls, lines, onLine: (line: string) => void lines.push(line), passed: () => passed };
}

describe("a lock that another apt has", () => {
  it.each([
    ["of dpkg", held.frontend, (box: ReturnType<typeof lockedBox>) => repairInterrupted(box)],
    [
      "of the archives",
      held.archives,
      (box: ReturnType<typeof lockedBox>) => install(box, ["nginx"], nothing),
    ],
    ["of the lists", held.lists, (box: ReturnType<typeof lockedBox>) => updateLists(box)],
    [
      "of dpkg, when packages go",
      held.frontend,
      (box: ReturnType<typeof lockedBox>) => takeAway(box, { purge: ["nginx"], remove: [] }),
    ],
  ])("%s is waited for, in sight", async (_, stderr, work) => {
    const box = lockedBox(stderr, 23);
    await work(box);
    const waits = box.lines.filter((line) => line.startsWith("waiting for another apt or dpkg to end, "));
    expect(waits.slice(0, 2).map((line) => line.slice(-3))).toEqual(["0 s", "1 s"]);
    expect(waits.length).toBeGreaterThan(10);
    expect(box.passed()).toBeGreaterThanOrEqual(23);
    expect(box.passed()).toBeLessThan(30);
  });

  it.each([
    ["of dpkg", held.frontend, (box: ReturnType<typeof lockedBox>) => repairInterrupted(box)],
    [
      "of the archives",
      held.archives,
      (box: ReturnType<typeof lockedBox>) => install(box, ["nginx"], nothing),
    ],
    ["of the lists", held.lists, (box: ReturnType<typeof lockedBox>) => updateLists(box)],
  ])("%s is not waited for without an end, and who has it is told", async (_, stderr, work) => {
    const box = lockedBox(stderr, Number.POSITIVE_INFINITY);
    await expect(work(box)).rejects.toMatchObject({
      kind: "outside",
      message: "another apt or dpkg was still at work after 10 minutes",
      said: expect.stringContaining("held by process 4711"),
      next: expect.stringContaining("run this again"),
    });
    expect(box.passed()).toBeLessThan(620);
  });

  it("is not waited for longer by several calls that count together", async () => {
    const box = lockedBox(held.frontend, Number.POSITIVE_INFINITY);
    const waited = { seconds: 0 };
    for (const work of [repairInterrupted, updateLists, repairInterrupted])
      await expect(work({ ...box, waited })).rejects.toThrow(/after 10 minutes$/);
    expect(box.passed()).toBeLessThan(620);
  });

  it("is not waited for once the run is stopped", async () => {
    const box = lockedBox(held.frontend, Number.POSITIVE_INFINITY);
    const stopping = new AbortController();
    const onLine = (line: string) => {
      box.onLine(line);
      if (box.passed() >= 3) stopping.abort();
    };
    await expect(install({ ...box, onLine, signal: stopping.signal }, ["nginx"], nothing)).rejects.toThrow();
    expect(box.passed()).toBeLessThan(5);
    expect(box.calls.every(({ argv }) => argv[0] === "dpkg")).toBe(true);
  });
});

it("nothing that apt or dpkg runs may ask, page, or restart a service on its own", async () => {
  const box = lockedBox("", 0);
  await install(box, ["nginx"], nothing);
  await updateLists(box);
  await takeAway(box, { purge: ["nginx"], remove: ["certbot"] });
  const changing = box.calls.filter(({ argv }) => !argv.includes("-W"));
  expect(changing.length).toBeGreaterThanOrEqual(5);
  for (const { argv, env } of changing) {
    expect(env, argv.join(" ")).toMatchObject({
      DEBIAN_FRONTEND: "noninteractive",
      DEBIAN_PRIORITY: "critical",
      NEEDRESTART_SUSPEND: "1",
      NEEDRESTART_MODE: "l",
      APT_LISTCHANGES_FRONTEND: "none",
      APT_LISTBUGS_FRONTEND: "none",
      UCF_FORCE_CONFFOLD: "1",
    });
    if (argv.includes("update")) continue;
    expect(argv.join(" ")).toMatch(/--force-confdef.*--force-confold/);
    if (argv[0] === "apt-get") expect(argv).toContain("-y");
  }
});

it("what another dpkg left half done is ended before anything is installed", async () => {
  const box = lockedBox("", 0);
  await install(box, ["nginx"], nothing);
  expect(box.calls.map(({ argv }) => argv.slice(0, 3).join(" "))[0]).toBe("dpkg --configure -a");
});
