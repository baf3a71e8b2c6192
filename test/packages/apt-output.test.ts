import { describe, expect, it } from "vitest";
import { parseSimulation, saysLocked } from "../../src/packages/apt-output.ts";

describe("what apt would do", () => {
  it.each([
    ["Inst nginx (1.22.1-9 localhost [amd64])", { installed: ["nginx"] }],
    ["Inst nginx-common [1.0-0] (1.22.1-9 localhost [all])", { upgraded: ["nginx-common"] }],
    ["Inst libc6 [2.36-9] (2.36-10 Debian:12.1/stable [amd64]) []", { upgraded: ["libc6"] }],
    ["Inst libc6:i386 (2.36-10 Debian:12.1/stable [i386]) [libc6:i386 ]", { installed: ["libc6:i386"] }],
    ["Remv ufw [0.36.2-1]", { removed: ["ufw"] }],
    ["Purg nginx [1.22.1-9]", { removed: ["nginx"] }],
    ["Conf nginx (1.22.1-9 localhost [amd64])", {}],
    ["Installing nginx (1.22.1-9)", {}],
  ])("%s", (line, expected) => {
    const nothing = { installed: [], upgraded: [], removed: [] };
    const output = `Reading package lists...\nNOTE: This is only a simulation!\n${line}\n`;
    expect(parseSimulation(output)).toEqual({ ...nothing, ...expected });
  });

  it("names each package once, in apt's order", () => {
    const output = "Purg b [1]\nPurg a [1]\nRemv a [1]\n";
    expect(parseSimulation(output).removed).toEqual(["b", "a"]);
  });
});

describe("a lock that another one has", () => {
  it.each([
    "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (apt-get)",
    "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4711 (apt-get)\nE: Unable to lock directory /var/lib/apt/lists/",
    "E: Could not get lock /var/lib/dpkg/lock - open (11: Resource temporarily unavailable)",
    "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?",
    "E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?",
    "dpkg: error: dpkg frontend lock was locked by another process with pid 4711",
    "dpkg: error: dpkg frontend lock was locked by another process",
    "dpkg: error: dpkg database lock was locked by another process with pid 4711",
    "dpkg: error: dpkg frontend is locked by another process",
    "dpkg: error: dpkg status database is locked by another process",
  ])("is waited for: %s", (stderr) => {
    expect(saysLocked(`${stderr}\n`)).toBe(true);
  });

  it.each([
    "clock skew detected",
    "cannot write block 42: Input/output error",
    "dpkg: error: unable to unlock dpkg database lock: No locks available",
    "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (30: Read-only file system)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?",
    "E: Could not open lock file /var/lib/apt/lists/lock - open (30: Read-only file system)\nE: Unable to lock directory /var/lib/apt/lists/",
    "dpkg: error processing package locales (--configure):\n installed locales package post-installation script subprocess returned error exit status 1",
    "dpkg: dependency problems prevent configuration of blockade:\n blockade depends on lockfile-progs; however:",
  ])("is none: %s", (stderr) => {
    expect(saysLocked(`${stderr}\n`)).toBe(false);
  });
});
