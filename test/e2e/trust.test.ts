import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { makeLeaf, makeRoot, type Pair } from "../helpers/authority/root.ts";
import { nodeInBox } from "../helpers/box/backend.ts";
import type { Box } from "../helpers/box/box.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { expectUntouched } from "./helpers/as-before.ts";
import { exits, name } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const rootFile = "/etc/wss-setup/ca/root.crt";
const installed = "/usr/local/share/ca-certificates/wss-setup-root.crt";
const home = "/home/alice";
const chromium = `${home}/.pki/nssdb`;
const firefox = `${home}/.mozilla/firefox/abcd1234.default-release`;
const databases = [chromium, firefox];

/** Leaves a root as apply would. */
async function placeRoot(box: Box, { certificate }: Pair): Promise<void> {
  await box.run(["mkdir", "-p", "-m", "0700", "/etc/wss-setup/ca"]);
  await box.writeFile(rootFile, certificate);
}

/** An ordinary user whose browsers have run. */
async function addAlice(box: Box, folders: readonly string[] = databases): Promise<void> {
  await box.run(["useradd", "-m", "alice"]);
  for (const folder of folders) {
    await asAlice(box, "mkdir", "-p", "-m", "0700", folder);
    await asAlice(box, "certutil", "-N", "-d", `sql:${folder}`, "--empty-password");
  }
}

function asAlice(box: Box, ...argv: readonly string[]): Promise<string> {
  return box.run(["runuser", "-u", "alice", "--", ...argv]);
}

/** Name and flags of each entry in a database. */
async function entries(box: Box, folder: string): Promise<readonly string[]> {
  const table = await asAlice(box, "certutil", "-L", "-d", `sql:${folder}`);
  return table
    .split("\n")
    .filter((line) => /,.*,/.test(line) && !line.includes("SSL,S/MIME"))
    .map((line) => line.trim().replace(/\s+/g, " "));
}

function entryOf({ certificate }: Pair): string {
  const fingerprint = new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase();
  return `wss-setup root ${fingerprint.slice(0, 8)} C,,`;
}

/** Gives the database a password, as Firefox's primary password does; it trusts the root as before. */
async function lock(box: Box, folder: string, root: Pair): Promise<void> {
  const database = ["-d", `sql:${folder}`, "-f", "/srv/password"];
  const [name = "", flags = ""] = entryOf(root).split(/ (?=C,)/);
  await box.writeFile("/srv/password", "secret\n");
  await box.writeFile("/srv/root.crt", root.certificate);
  await asAlice(box, "rm", `${folder}/cert9.db`, `${folder}/key4.db`);
  await asAlice(box, "certutil", "-N", ...database);
  await asAlice(box, "certutil", "-A", ...database, "-n", name, "-t", flags, "-a", "-i", "/srv/root.crt");
}

/** Modes and owners below the user's home. */
function ownership(box: Box): Promise<string> {
  return box.run(["find", home, "-printf", "%p %m %u:%g\n"]);
}

const leafFiles = { certificate: "/srv/leaf.crt", key: "/srv/leaf.key" } as const;
const serve = `const read = (path) => require("node:fs").readFileSync(path);
const [certificate, key] = process.argv.slice(1).map(read);
require("node:https")
  .createServer({ cert: certificate, key }, (request, response) => response.end("hello"))
  .listen(8443, "127.0.0.1");`;
const nodeClient = `require("node:https")
  .get(process.argv[1], { lookup: (name, options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]) },
    (response) => response.pipe(process.stdout))
  .on("error", ({ code }) => console.log(code));`;
const url = `https://${name}:8443/`;

/** Serves the leaf in the box while the work is done. */
async function whileServed(box: Box, leaf: Pair, work: () => Promise<void>): Promise<void> {
  for (const part of ["certificate", "key"] as const) await box.writeFile(leafFiles[part], leaf[part]);
  const server = box.spawn([nodeInBox, "-e", serve, ...Object.values(leafFiles)]);
  try {
    await box.listens(8443);
    await work();
  } finally {
    server.kill("SIGTERM");
    await server.done;
  }
}

/** What curl, which trusts what the system does, gets there or says. */
async function curl(box: Box): Promise<string> {
  const { stdout, stderr } = await box.exec(["curl", "-sS", "--resolve", `${name}:8443:127.0.0.1`, url]);
  return stdout + stderr;
}

/** By the links alone, one a root: what curl goes by is the bundle. */
const opensslCode = async (box: Box) =>
  (await box.exec(["openssl", "verify", "-x509_strict", "-no-CAfile", leafFiles.certificate])).code;

inBoxes("wss-setup trust", () => {
  const kinds = [
    // There is no libnss3-tools to be had for it any more.
    { suite: "bullseye", variant: "plain", browsers: [] },
    { suite: "bookworm", variant: "nss-tools", browsers: databases },
    { suite: "trixie", variant: "nss-tools", browsers: databases },
  ] as const;
  cellsOf("trust stores").each<(typeof kinds)[number]>(kinds, ({ suite }) => suite === "bookworm")(
    "on $suite the system and the user's browsers trust the root, until --remove",
    async (kind) => {
      const { browsers, ...options } = kind;
      await withBox(options, async (box) => {
        const root = makeRoot([name]);
        await placeRoot(box, root);
        await box.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "curl"]);
        await addAlice(box, browsers);
        const before = await box.snapshot();
        const owners = await ownership(box);
        await whileServed(box, makeLeaf(root, [name]), async () => {
          expect(await curl(box)).toContain("SSL certificate problem");
          expect(await opensslCode(box)).not.toBe(0);

          const { stderr, stdout } = exits(0, await box.wssSetup(["trust", "--yes"]));
          expect(stderr).toContain(`for ${name} and for nothing else`);
          for (const folder of browsers)
            expect(stderr).toMatch(new RegExp(`^\\+ {2}\\w+ of alice +${folder}$`, "m"));
          expect(stdout).toContain(new X509Certificate(root.certificate).fingerprint256);
          expect(stdout).toContain(`scp ${name}:${installed}`);
          expect(await curl(box)).toBe("hello");
          expect(await opensslCode(box)).toBe(0);
          for (const folder of browsers) expect(await entries(box, folder)).toEqual([entryOf(root)]);
          expect(await ownership(box)).toBe(owners);

          const after = await box.snapshot();
          const again = exits(0, await box.wssSetup(["trust"]));
          expect(again.stderr).toContain("Nothing to do: this machine trusts the root already.");
          await expectUntouched(box, after);

          const taken = exits(0, await box.wssSetup(["trust", "--remove", "--yes", "--json"]));
          const { changes } = JSON.parse(taken.stdout);
          expect(changes.map(({ path }: { path: string }) => path)).toEqual([installed, ...browsers]);
          await expectUntouched(box, before);
          for (const folder of browsers) expect(await entries(box, folder)).toEqual([]);
          expect(await ownership(box)).toBe(owners);
          expect(await curl(box)).toContain("SSL certificate problem");
          const nothing = exits(0, await box.wssSetup(["trust", "--remove"]));
          expect(nothing.stderr).toContain("There is nothing to take out.");
        });
      });
    },
  );

  it("Node takes the root as the printed words say", async () => {
    await withBox({}, async (box) => {
      const root = makeRoot([name]);
      await placeRoot(box, root);
      const { stdout } = exits(0, await box.wssSetup(["trust", "--yes"]));
      expect(stdout).toContain("NODE_EXTRA_CA_CERTS=");
      await whileServed(box, makeLeaf(root, [name]), async () => {
        const ask = (env: Readonly<Record<string, string>>) =>
          box.run([nodeInBox, "-e", nodeClient, url], { env });
        expect(await ask({})).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE\n");
        expect(await ask({ NODE_EXTRA_CA_CERTS: installed })).toBe("hello");
      });
    });
  });

  it("puts a new root in place of the old one, and a locked database is no reason to leave out the rest", async () => {
    await withBox({ variant: "nss-tools" }, async (box) => {
      const [first, second] = [
        makeRoot([name]),
        makeRoot([name], { commonName: "wss-setup root of another day" }),
      ];
      await addAlice(box);
      await placeRoot(box, first);
      exits(0, await box.wssSetup(["trust", "--yes"]));
      await lock(box, firefox, first);
      await placeRoot(box, second);

      const { stderr } = exits(64, await box.wssSetup(["trust"]));
      expect(stderr).toMatch(/^~ {2}system store/m);
      expect(stderr).toContain("wss-setup trust --yes");
      const report = exits(0, await box.wssSetup(["trust", "--yes", "--json"]));
      const { failed } = JSON.parse(report.stdout);
      expect(failed).toEqual([expect.stringMatching(/Firefox of alice .* locked with a password/)]);
      expect(await entries(box, chromium)).toEqual([entryOf(second)]);
      expect(await entries(box, firefox)).toEqual([]);
      await whileServed(box, makeLeaf(second, [name]), async () => {
        expect(await curl(box)).toBe("hello");
        expect(await opensslCode(box)).toBe(0);
      });
      await whileServed(box, makeLeaf(first, [name]), async () => {
        expect(await curl(box)).toContain("SSL certificate problem");
        expect(await opensslCode(box)).not.toBe(0);
      });
    });
  });

  it("without certutil names the package; tells what follows the system store; remove says what is still trusted", async () => {
    await withBox({}, async (box) => {
      await placeRoot(box, makeRoot([name]));
      await box.run(["sh", "-c", `mkdir -p /root/.pki/nssdb && : > /root/.pki/nssdb/cert9.db`]);
      const hook = "#!/bin/sh\ncat >> /srv/told\n";
      await box.writeFile("/etc/ca-certificates/update.d/follower", hook, "0755");
      const { stderr } = exits(0, await box.wssSetup(["trust", "--yes"]));
      expect(stderr).toMatch(/warning: Chromium of root: .*certutil.*apt-get install libnss3-tools/);
      expect(stderr).toContain("This machine trusts the root now.");
      expect(await box.readFile("/srv/told")).toBe("+/etc/ssl/certs/wss-setup-root.pem\n");
      const removed = exits(0, await box.wssSetup(["remove", "--yes"]));
      expect(removed.stderr).toMatch(
        /still trusts the root .*\(system store\).*wss-setup trust --remove --yes/,
      );
      exits(0, await box.wssSetup(["trust", "--remove", "--yes"]));
      expect(await box.readFile("/srv/told")).toMatch(/-\/etc\/ssl\/certs\/wss-setup-root.pem\n$/);
    });
  });

  it("refuses without a root, and a root that could sign for any name", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const { stderr } = exits(64, await box.wssSetup(["trust", "--yes"]));
      expect(stderr).toContain("there is no own CA on this box");
      await expectUntouched(box, before);
      await placeRoot(box, makeRoot([], { extensions: ["basicConstraints=critical,CA:TRUE"] }));
      const placed = await box.snapshot();
      expect(exits(64, await box.wssSetup(["trust", "--yes"])).stderr).toContain("names that are not yours");
      await expectUntouched(box, placed);
    });
  });
});
