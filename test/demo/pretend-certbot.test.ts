import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { certonly, deletion, rehearsal } from "../../src/certificates/certbot/arguments.ts";
import { lineageLinks } from "../../src/certificates/certbot/lineage.ts";
import { places } from "../../src/certificates/certbot/places.ts";
import { probeCertbot } from "../../src/certificates/certbot/probe.ts";
import { authorityName, directory } from "../../src/demo/pretend-authority.ts";
import { PretendCertbot } from "../../src/demo/pretend-certbot.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";

const order = { server: directory, own: [], webroot: "/var/lib/wss-setup-acme", program: "certbot" };
const wanted = { names: ["localhost", "127.0.0.1"], key: "ecdsa", order } as const;

function box() {
  const commands: string[] = [];
  const certbot = new PretendCertbot((argv) => commands.push(argv.join(" ")));
  const host = new MemoryHost({ files: {}, run: (argv) => certbot.run(argv, host) });
  return { commands, host };
}

it("orders, orders again, tries a renewal and deletes, and leaves what the real one leaves", async () => {
  const { commands, host } = box();
  expect(await probeCertbot(host)).toMatchObject({ version: "5.5.0", snap: false });
  expect((await host.run(rehearsal(order))).code).toBe(1);

  const first = await host.run(certonly(wanted, false));
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/pretends/);
  const privkey = `${places.live}/privkey.pem`;
  expect((await lineageLinks(host))[privkey]).toBe("../../archive/wss-setup/privkey1.pem");
  expect((await host.stat("/etc/letsencrypt/archive/wss-setup/privkey1.pem"))?.mode).toBe(0o600);
  const leaf = new X509Certificate((await host.readFile(places.certificate)) ?? "");
  const root = new X509Certificate((await host.readFile(`${places.live}/chain.pem`)) ?? "");
  expect(leaf.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1");
  expect([leaf.issuer, root.subject]).toEqual([`CN=${authorityName}`, `CN=${authorityName}`]);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect((await probeCertbot(host)).renewal).toMatchObject({ authenticator: "webroot", server: directory });
  expect((await host.run(rehearsal(order))).code).toBe(0);

  await host.run(certonly({ ...wanted, key: "rsa" }, true));
  expect((await lineageLinks(host))[privkey]).toBe("../../archive/wss-setup/privkey2.pem");

  expect((await host.run(deletion("certbot"))).code).toBe(0);
  expect(await lineageLinks(host)).toEqual({});
  expect(await host.stat(places.renewal)).toBeUndefined();
  expect(commands.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "certbot certonly",
    "certbot certonly",
    "certbot delete",
  ]);
});
