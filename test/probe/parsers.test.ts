import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAddresses } from "../../src/probe/addresses.ts";
import { parseListeners } from "../../src/probe/listeners.ts";
import { parseCandidates, parseInstalled } from "../../src/probe/packages.ts";
import { parseOsRelease } from "../../src/probe/platform.ts";

const recorded = (name: string) => readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8");

describe("os-release", () => {
  it("tells Debian", () => {
    const text = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n`;
    expect(parseOsRelease(text)).toEqual({
      id: "debian",
      version: "12",
      codename: "bookworm",
      pretty: "Debian GNU/Linux 12 (bookworm)",
      like: [],
    });
  });

  it("tells testing, which has no version, and a derivative", () => {
    expect(
      parseOsRelease('PRETTY_NAME="Debian GNU/Linux forky/sid"\nVERSION_CODENAME=forky\nID=debian\n'),
    ).toMatchObject({
      version: "",
      codename: "forky",
    });
    expect(parseOsRelease("ID=linuxmint\nID_LIKE='ubuntu debian'\n")).toMatchObject({
      id: "linuxmint",
      like: ["ubuntu", "debian"],
      pretty: "linuxmint",
    });
  });
});

describe("packages", () => {
  it("counts what is installed whole, with and without an architecture", () => {
    const output =
      "adduser\tinstalled\t3.134\nlibc6:amd64\tinstalled\t2.36-9+deb12u14\nnginx\tconfig-files\t1.22.1-9\nufw\tnot-installed\t\n";
    expect([...parseInstalled(output)]).toEqual([
      ["adduser", "3.134"],
      ["libc6", "2.36-9+deb12u14"],
    ]);
  });

  it("takes the candidate of each package that has one", () => {
    const output = `nginx:
  Installed: (none)
  Candidate: 1.22.1-9+deb12u10
  Version table:
     1.22.1-9+deb12u10 500
        500 http://mirror.example.org/debian bookworm/main amd64 Packages
caddy:
  Installed: (none)
  Candidate: (none)
  Version table:
iptables:
  Installed: 1.8.9-2
  Candidate: 1.8.9-2
  Version table:
 *** 1.8.9-2 500
        100 /var/lib/dpkg/status
`;
    expect([...parseCandidates(output)]).toEqual([
      ["nginx", "1.22.1-9+deb12u10"],
      ["iptables", "1.8.9-2"],
    ]);
  });
});

describe("listeners", () => {
  it("reads both families, the wildcard of both, and who it is", () => {
    expect(parseListeners(recorded("listeners.txt")).map(({ pid: _, ...rest }) => rest)).toEqual([
      { address: "127.0.0.1", port: 9944, process: "MainThread" },
      { address: "0.0.0.0", port: 443, process: "MainThread" },
      { address: "*", port: 80, process: "MainThread" },
      { address: "::1", port: 443, process: "MainThread" },
    ]);
  });

  it("takes the first of several processes, leaves out the interface, and does without a name", () => {
    const output = `LISTEN 0 511 [::]:80 [::]:* users:(("nginx",pid=12,fd=7),("nginx",pid=11,fd=7))
LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:*
LISTEN 0 4096 [fe80::1%eth0]:8080 [::]:*
`;
    expect(parseListeners(output)).toEqual([
      { address: "::", port: 80, process: "nginx", pid: 12 },
      { address: "127.0.0.53", port: 53 },
      { address: "fe80::1", port: 8080 },
    ]);
  });
});

describe("addresses", () => {
  const routes = [
    `[{"dst":"default","gateway":"203.0.113.1","dev":"eth0"}]`,
    `[{"dst":"default","dev":"br0"}]`,
  ];

  it("are the lasting global ones, also of a bridge that leads outside, but not of Docker's", () => {
    expect(parseAddresses(recorded("addresses.json"), routes)).toEqual([
      "203.0.113.10",
      "2001:db8::10",
      "198.51.100.7",
      "2001:db8:1::7",
    ]);
  });

  it("are none where ip says nothing", () => {
    expect(parseAddresses("", ["", ""])).toEqual([]);
  });

  it("leave out what IPv6 privacy makes for a day", () => {
    const link = (more: string) =>
      `[{"ifname":"eth0","flags":["UP"],"addr_info":[{"local":"2001:db8::1","scope":"global"${more}}]}]`;
    expect(parseAddresses(link(""), [])).toEqual(["2001:db8::1"]);
    for (const flag of ["temporary", "deprecated", "tentative", "dadfailed"]) {
      expect(parseAddresses(link(`,"${flag}":true`), [])).toEqual([]);
    }
  });
});
