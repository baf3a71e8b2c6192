import { describe, expect, it } from "vitest";
import { certbot } from "../../../src/certificates/certbot/certbot.ts";
import { parseRenewal, probeCertbot } from "../../../src/certificates/certbot/probe.ts";
import type { RunResult } from "../../../src/host/host.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { ReadOnlyHost } from "../../../src/host/read-only-host.ts";

const renewalFile = "/etc/letsencrypt/renewal/wss-setup.conf";

/** As certbot 2.1 writes it. */
const renewal = `# renew_before_expiry = 30 days
version = 2.1.0
archive_dir = /etc/letsencrypt/archive/wss-setup
cert = /etc/letsencrypt/live/wss-setup/cert.pem

# Options used in the renewal process
[renewalparams]
account = 5d41402abc4b2a76b9719d911017c592
authenticator = webroot
webroot_path = /var/lib/wss-setup-acme,
server = https://acme-v02.api.letsencrypt.org/directory
key_type = ecdsa
[[webroot_map]]
node.example.com = /var/lib/wss-setup-acme
`;

function machine(
  files: Readonly<Record<string, Placed>>,
  programs: Readonly<Record<string, Partial<RunResult>>>,
) {
  return new MemoryHost({ files, run: (argv) => programs[argv.join(" ")] });
}

const snapList =
  "Name     Version  Rev   Tracking       Publisher     Notes\ncertbot  5.4.0    4892  latest/stable  certbot-eff✓  classic\n";

describe("probeCertbot", () => {
  it.each<[string, Partial<RunResult>]>([
    ["on stdout", { stdout: "certbot 2.1.0\n" }],
    ["on stderr, as Python 2 had it", { stderr: "certbot 2.1.0\n" }],
    ["behind a warning", { stderr: "DeprecationWarning: pkg_resources\ncertbot 2.1.0\n" }],
  ])("reads the version of the package %s", async (_, said) => {
    const host = machine({}, { "certbot --version": said });
    expect(await probeCertbot(host)).toEqual({ version: "2.1.0", program: "certbot", snap: false });
  });

  it("finds none", async () => {
    expect(await probeCertbot(machine({}, {}))).toEqual({ program: "certbot", snap: false });
  });

  it("takes the snap, and the snap's version though the package's is first in the path", async () => {
    const host = machine(
      { "/snap/bin/certbot": { target: "/usr/bin/snap" } },
      { "certbot --version": { stdout: "certbot 2.1.0\n" }, "snap list certbot": { stdout: snapList } },
    );
    expect(await probeCertbot(host)).toEqual({ version: "5.4.0", program: "/snap/bin/certbot", snap: true });
  });

  it("only looks: what it runs is allowed to a host that changes nothing", async () => {
    const memory = machine(
      { "/snap/bin/certbot": { target: "/usr/bin/snap" }, [renewalFile]: renewal },
      { "snap list certbot": { stdout: snapList } },
    );
    const facts = await probeCertbot(new ReadOnlyHost(memory));
    expect(facts).toMatchObject({ version: "5.4.0", renewal: { authenticator: "webroot" } });
    expect(memory.writes).toEqual([]);
    expect(certbot.probe).toBe(probeCertbot);
  });
});

describe("parseRenewal", () => {
  it("reads values in whatever section, lists without their comma, comments not", () => {
    expect(parseRenewal(renewal)).toEqual({
      version: "2.1.0",
      archive_dir: "/etc/letsencrypt/archive/wss-setup",
      cert: "/etc/letsencrypt/live/wss-setup/cert.pem",
      account: "5d41402abc4b2a76b9719d911017c592",
      authenticator: "webroot",
      webroot_path: "/var/lib/wss-setup-acme",
      server: "https://acme-v02.api.letsencrypt.org/directory",
      key_type: "ecdsa",
    });
  });

  it("makes nothing of what is no renewal file", () => {
    expect(parseRenewal("")).toEqual({});
    expect(parseRenewal("\u0000\u0001 = x\nno value\n= nothing\n")).toEqual({});
  });
});
