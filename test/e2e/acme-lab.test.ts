import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Acme, type AcmeOptions, startAcme } from "../helpers/acme/acme.ts";
import { acmePaths } from "../helpers/acme/front.ts";
import { problems } from "../helpers/acme/problem.ts";
import { nodeInBox } from "../helpers/box/backend.ts";
import { type Box, bootBox } from "../helpers/box/box.ts";
import type { CommandResult } from "../helpers/box/command.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { inBoxes } from "./helpers/in-boxes.ts";

const name = "node.example.com";
const chainFile = "/etc/letsencrypt/live/lab/fullchain.pem";
const logFile = "/var/log/letsencrypt/letsencrypt.log";

inBoxes("the ACME lab", () => {
  const cells = cellsOf("the ACME lab");
  let box: Box;
  let acme: Acme;
  beforeAll(async () => {
    box = await bootBox({ suite: "bookworm", variant: "certbot-installed" });
    // Port 80 is certbot's here.
    await box.run(["systemctl", "stop", "nginx"]);
    acme = await startAcme(box);
  });
  afterAll(async () => {
    await acme?.stop();
    box?.stop();
  });

  const certbot = (): Promise<CommandResult> => {
    const account = ["--agree-tos", "--register-unsafely-without-email", "--server", acme.directory];
    const certificate = ["--standalone", "--cert-name", "lab", "--force-renewal", "-d", name];
    return box.exec(["certbot", "certonly", "--non-interactive", ...account, ...certificate], {
      env: acme.env,
    });
  };
  const restart = async (options: AcmeOptions) => {
    await acme.stop();
    // The accounts of one pebble are unknown to the next.
    await box.run(["rm", "-rf", "/etc/letsencrypt/accounts"]);
    acme = await startAcme(box, options);
  };

  it("answers the box for any name, and as a test has set it", async () => {
    expect(await lookUp(box, "anything.example")).toEqual([[box.ip4], [box.ip6], "ENODATA"]);
    await acme.dns.setA(name, ["192.0.2.1"]);
    await acme.dns.setAaaa(name, ["2001:db8::1"]);
    await acme.dns.setCaa(name, [{ tag: "issue", value: "ca.example" }]);
    const caa = [expect.objectContaining({ critical: 0, issue: "ca.example" })];
    expect(await lookUp(box, name)).toEqual([["192.0.2.1"], ["2001:db8::1"], caa]);
    await acme.dns.setServfail(name);
    expect(await lookUp(box, name)).toEqual(["ESERVFAIL", "ESERVFAIL", "ESERVFAIL"]);
    await acme.dns.setServfail(name, false);
    await acme.dns.setA(name, []);
    await acme.dns.setAaaa(name, []);
    await acme.dns.setCaa(name, []);
    await acme.dns.setDefaults(undefined, box.ip6);
    expect(await lookUp(box, name)).toEqual(["ENODATA", [box.ip6], "ENODATA"]);
    await acme.dns.setDefaults(box.ip4, box.ip6);
  });

  it("issues a certificate for 90 days to certbot, with a chain to its root", async () => {
    expect(await certbot()).toMatchObject({ code: 0 });
    const [leaf, intermediate] = (await box.readFile(chainFile))
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .map((pem) => new X509Certificate(pem));
    const root = new X509Certificate(await acme.roots());
    expect(leaf?.subjectAltName).toBe(`DNS:${name}`);
    expect(intermediate && leaf?.verify(intermediate.publicKey)).toBe(true);
    expect(intermediate?.verify(root.publicKey)).toBe(true);
    const days = (Date.parse(leaf?.validTo ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89);
    expect(days).toBeLessThan(91);
  });

  it("limits the rate when told to; certbot 2.1 says why in its log alone", async () => {
    acme.front.refuse(acmePaths.newOrder, problems.tooManyCertificates(), 1);
    const { code, stderr } = await certbot();
    expect(code).toBe(1);
    expect(stderr).toContain("AttributeError: can't set attribute");
    const log = await box.readFile(logFile);
    expect(log).toMatch(/^HTTP 429\n(.+\n)*Retry-After: 86400\n/m);
    expect(log).toContain("retry after 2026-12-01 10:00:00 UTC");
  });

  cells.rest("cannot validate a name that its DNS fails for", async () => {
    await acme.dns.setServfail(name);
    const { code, stderr, stdout } = await certbot();
    await acme.dns.setServfail(name, false);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/Type: +connection\n +Detail: .*could not resolve URL/);
  });

  cells.rest("lets a validation fail for any reason", async () => {
    acme.front.failValidation(problems.caaForbids(name));
    const { code, stderr, stdout } = await certbot();
    await acme.front.revive();
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(
      /Type: +caa\n +Detail: CAA record for node.example.com prevents issuance/,
    );
  });

  cells.rest("dies before an order is finalized, and serves again when revived", async () => {
    await restart({ dieBeforeFinalize: true });
    const { code, stderr } = await certbot();
    expect(code).toBe(1);
    expect(stderr).toContain("Connection aborted");
    expect(acme.front.requests().at(-1)).toMatch(/^POST \/finalize-order\//);
    expect((await certbot()).stderr).toContain("Connection refused");
    await acme.front.revive();
    expect(await certbot()).toMatchObject({ code: 0 });
  });

  it("refuses nonces, as many as it was told", async () => {
    await restart({ nonceReject: 100 });
    const { code, stderr } = await certbot();
    expect(code).toBe(1);
    expect(stderr).toContain("JWS has an invalid anti-replay nonce");
  });

  it("leaves nothing that listens, and the box with the resolver it had", async () => {
    await acme.stop();
    expect(await box.readFile("/etc/resolv.conf")).toBe("");
    expect((await certbot()).stderr).toContain("Connection refused");
  });
});

/** The A, AAAA and CAA records that Node in the box finds, or the code of the failure. */
async function lookUp(box: Box, host: string): Promise<unknown> {
  const script = `const { Resolver } = require("node:dns").promises;
    const resolver = new Resolver();
    const ask = (how) => resolver[how](process.argv[1]).catch((error) => error.code);
    Promise.all(["resolve4", "resolve6", "resolveCaa"].map(ask)).then((all) => console.log(JSON.stringify(all)));`;
  return JSON.parse(await box.run([nodeInBox, "-e", script, host]));
}
