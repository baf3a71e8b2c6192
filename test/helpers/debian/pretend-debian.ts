import { cloudRules } from "../../../src/demo/pretend-iptables.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { programFiles } from "../../../src/proxies/embedded/program-facts.ts";
import { issue } from "../authority.ts";
import { statusText } from "./dpkg-database.ts";
import { runProgram } from "./programs.ts";

export const boxName = "node.example.com";

/** A certificate and key that the operator has already. */
export const operatorsPair = { certificateFile: "/srv/tls/node.crt", keyFile: "/srv/tls/node.key" } as const;

const osRelease = `ID=debian
VERSION_ID="12"
VERSION_CODENAME=bookworm
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
`;

const rules = `${cloudRules.join("\n")}\n`;

/**
 * A fresh Debian box in memory, with the programs that a run calls. All that it is stands in its tree: packages, units
 * and rules among the files, so that a copy of the machine is a copy of all, and a comparison misses nothing.
 */
export function pretendDebian(now: Date): MemoryHost {
  const pair = issue(boxName, { names: [boxName] });
  const files: Readonly<Record<string, Placed>> = {
    "/etc/os-release": osRelease,
    "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n",
    "/etc/systemd/system/multi-user.target.wants": { folder: true },
    "/lib/systemd/system": { folder: true },
    "/etc/default": { folder: true },
    "/run/systemd/system": { folder: true },
    "/run/units": { folder: true },
    "/run/iptables.rules": { content: rules, mode: 0o600 },
    "/run/ip6tables.rules": { content: rules, mode: 0o600 },
    "/usr/bin": { folder: true },
    "/usr/sbin": { folder: true },
    "/usr/lib/python3/dist-packages": { folder: true },
    "/var/lib/dpkg/status": statusText({ "ca-certificates": { status: "installed" } }),
    "/var/www": { folder: true },
    [operatorsPair.certificateFile]: pair.certificate,
    [operatorsPair.keyFile]: { content: pair.key, mode: 0o600 },
    [programFiles.server]: "the server",
    [programFiles.node]: "the Node",
  };
  // A router stands before it: what an authority sees there cannot be seen from the box.
  return new MemoryHost({ files, run: runProgram, names: { [boxName]: ["203.0.113.10"] }, now });
}
