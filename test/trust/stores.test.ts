import { describe, expect, it } from "vitest";
import { MemoryHost, type MemoryHostOptions, type Placed } from "../../src/host/memory-host.ts";
import { ReadOnlyHost } from "../../src/host/read-only-host.ts";
import { changeTrust, planDistrust, planTrust } from "../../src/trust/change-trust.ts";
import { deviceSteps, devicesText } from "../../src/trust/devices.ts";
import { surveyStores } from "../../src/trust/index.ts";
import type { Root } from "../../src/trust/root.ts";
import { stillTrusted, stillTrustedNotice } from "../../src/trust/still-trusted.ts";

/** What the stores need to know of a root; its certificate is one that Node can read. */
const root: Root = {
  pem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  fingerprint: "AB:CD:EF:01:23",
  id: "abcdef01",
  names: ["node.example.com", "2001:db8::7"],
  notAfter: "2036-01-01T00:00:00.000Z",
};

const updater = "/usr/sbin/update-ca-certificates";
const systemFile = "/usr/local/share/ca-certificates/wss-setup-root.crt";

const passwd = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1::/usr/sbin:/usr/sbin/nologin
www-data:x:33:33::/var/www:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/bash
nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin
bob:x:1001:1001::/srv/bob:/bin/bash
`;

/** Each database by its folder, with the entries that `certutil -L` lists. */
type Databases = Readonly<Record<string, readonly string[]>>;

function machine(databases: Databases, { run, ...options }: MemoryHostOptions = {}): MemoryHost {
  const files: Record<string, Placed> = { [updater]: "", "/usr/bin/certutil": "", ...options.files };
  for (const folder of Object.keys(databases)) files[`${folder}/cert9.db`] = "";
  return new MemoryHost({
    ...options,
    files,
    run: (argv, how, host) => {
      const said = run?.(argv, how, host);
      if (said !== undefined) return said;
      if (argv[0] === "getent") return { stdout: passwd };
      if (argv[0] !== "runuser" || argv[5] !== "-L") return undefined;
      const folder = argv[7]?.slice("sql:".length) ?? "";
      return { stdout: `\nCertificate Nickname    Trust Attributes\n\n${databases[folder]?.join("\n")}\n` };
    },
  });
}

describe("what this machine trusts", () => {
  it("is looked for in root's and every person's browsers, as that user, and nothing is changed", async () => {
    const databases = {
      "/root/.pki/nssdb": [],
      "/home/alice/.mozilla/firefox/x1.default": ["wss-setup root abcdef01   C,,  "],
      "/home/alice/snap/firefox/common/.mozilla/firefox/x2.default": ["wss-setup root abcdef01   ,,  "],
      "/home/alice/snap/chromium/current/.pki/nssdb": ["wss-setup root 99999999   C,,  "],
      "/srv/bob/.config/mozilla/firefox/x3": ["wss-setup rooter   C,,  ", "Another CA   CT,C,C"],
      "/usr/sbin/.pki/nssdb": [],
    };
    const host = machine(databases);
    const { places, warnings } = await surveyStores(new ReadOnlyHost(host), root);
    expect(warnings).toEqual([]);
    expect(places.map(({ title, path, held }) => [title, path, held])).toEqual([
      ["system store", systemFile, "nothing"],
      ["Chromium of root", "/root/.pki/nssdb", "nothing"],
      ["Chromium of alice", "/home/alice/snap/chromium/current/.pki/nssdb", "other"],
      ["Firefox of alice", "/home/alice/.mozilla/firefox/x1.default", "this-root"],
      ["Firefox of alice", "/home/alice/snap/firefox/common/.mozilla/firefox/x2.default", "other"],
      ["Firefox of bob", "/srv/bob/.config/mozilla/firefox/x3", "nothing"],
    ]);
    const users = host.commands.filter(([program]) => program === "runuser").map((argv) => argv[2]);
    expect(users).toEqual(["root", "alice", "alice", "alice", "bob"]);
    expect(planTrust(places).map(({ action }) => action)).toEqual([
      "create",
      "create",
      "update",
      "no-op",
      "update",
      "create",
    ]);
    expect(planDistrust(places).map(({ place }) => place.held)).toEqual(["other", "this-root", "other"]);
    expect(stillTrustedNotice(await stillTrusted(host))).toMatch(
      /\(Chromium of alice, Firefox of alice, Firefox of alice\)\. .* wss-setup trust --remove --yes$/,
    );
  });

  it("is not looked for in a folder whose name would write lines of its own to the terminal", async () => {
    const profiles = [
      "/home/alice/.mozilla/firefox/x\n✓  all is well",
      "/home/alice/.mozilla/firefox/\u001b]0;x",
    ];
    const host = machine(Object.fromEntries(profiles.map((profile) => [profile, []])));
    const { places, warnings } = await surveyStores(new ReadOnlyHost(host), root);
    expect(places.map(({ title }) => title)).toEqual(["system store"]);
    expect(warnings).toEqual([]);
  });

  it("is told to nobody when it is nothing", async () => {
    expect(stillTrustedNotice(await stillTrusted(machine({})))).toBeUndefined();
  });

  it("stays unknown, with a warning, where the program or a home is out of reach", async () => {
    const host = machine({ "/home/alice/.pki/nssdb": [] }, { files: {} });
    host.displace("/usr/bin/certutil");
    host.displace(updater);
    const { places, warnings } = await surveyStores(new ReadOnlyHost(host), root);
    expect(places).toEqual([]);
    expect(warnings.map(({ id, next }) => [id, next])).toEqual([
      ["no-system-store", "apt-get install ca-certificates"],
      ["no-certutil", expect.stringContaining("apt-get install libnss3-tools")],
    ]);
    const broken = machine(
      { "/home/alice/.pki/nssdb": [] },
      {
        run: ([program]) => (program === "runuser" ? { code: 255, stderr: "bad database" } : undefined),
      },
    );
    expect((await surveyStores(broken, root)).warnings).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/alice .*could not be read: bad database/) }),
    ]);
  });
});

describe("a system store that cannot be rebuilt", () => {
  const failing = { code: 1, stderr: "no space left" };

  it.each([
    ["nothing", {}],
    ["an older root", { [systemFile]: "older" }],
  ])("holds what it held, %s, and says what it said", async (_held, files) => {
    const host = machine({}, { files, run: ([program]) => (program === updater ? failing : undefined) });
    await host.makeDirectory("/usr/local/share/ca-certificates", { mode: 0o755 }).catch(() => undefined);
    host.place("/usr/local/share/ca-certificates/other.crt", "other");
    const before = host.toJSON();
    const { places } = await surveyStores(host, root);
    await expect(changeTrust(host, planTrust(places), root)).rejects.toMatchObject({
      kind: "outside",
      said: "no space left",
    });
    expect(host.toJSON()).toEqual(before);
  });
});

describe("the words for other devices", () => {
  it("name the file's place, the download only where there is one, and the fingerprint", () => {
    const text = devicesText(root, deviceSteps(root, false));
    expect(text).toContain(`scp node.example.com:${systemFile} wss-setup-root.pem`);
    expect(text).not.toContain("https://");
    expect(text).toContain(root.fingerprint);
    expect(text).toMatch(/Not tried: .*phones, macOS, Windows/);
    const published = devicesText(root, deviceSteps(root, true));
    expect(published).toContain("https://node.example.com/.wss-setup/wss-setup-root.crt");
    expect(published).toContain("scp node.example.com:/var/lib/wss-setup-www/wss-setup-root.pem");
  });

  it("write an IPv6 address in brackets", () => {
    const alone = { ...root, names: ["2001:db8::7"] };
    const text = devicesText(alone, deviceSteps(alone, true));
    expect(text).toContain("https://[2001:db8::7]/.wss-setup/wss-setup-root.crt");
    expect(text).toContain("scp [2001:db8::7]:/");
  });
});
