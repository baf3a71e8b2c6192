import { describe, expect, it } from "vitest";
import { readRoot } from "../../src/trust/root.ts";
import { hasOpenssl, openssl } from "../certificates/openssl.ts";
import { makeLeaf, makeRoot, type Pair, rootExtensions } from "../helpers/authority/root.ts";

/** A minute from now: the certificates of these tests begin when they are made. */
const now = new Date(Date.now() + 60_000);
const read = ({ certificate }: Pair, at = now) => readRoot(Buffer.from(certificate), at);
const inYears = (years: number) => new Date(now.getTime() + years * 366 * 86_400_000);
const ca = "basicConstraints=critical,CA:TRUE,pathlen:0";

/** DER by hand, as OpenSSL knows no way to write the empty domain name, which stands for all of them. */
const tlv = (tag: number, ...parts: readonly Buffer[]) => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
};
const dns = (name: string) => tlv(0x30, tlv(0x82, Buffer.from(name)));
const ip = (...bytes: readonly number[]) => tlv(0x30, tlv(0x87, Buffer.from(bytes)));
const everyIp4 = ip(...Array<number>(8).fill(0));
const everyIp6 = ip(...Array<number>(32).fill(0));
const oneIp4 = ip(192, 0, 2, 7, 255, 255, 255, 255);
const constrained = (permitted: readonly Buffer[], excluded: readonly Buffer[]) => {
  const sides = [permitted, excluded].map((side, tag) => tlv(0xa0 + tag, ...side));
  const value = tlv(0x30, ...sides.filter((side) => side.length > 2));
  return makeRoot([], { extensions: [ca, `nameConstraints=critical,DER:${value.toString("hex")}`] });
};

describe.skipIf(!hasOpenssl)("the root that may be trusted", () => {
  it("is read with its fingerprint as OpenSSL shows it, its names and its end", () => {
    const names = ["node.example.com", "192.0.2.7", "2001:db8::7"];
    const pair = makeRoot(names);
    const { said } = openssl(["x509", "-noout", "-fingerprint", "-sha256"], pair.certificate);
    const root = read(pair);
    expect(said.trim().split("=")[1]).toBe(root.fingerprint);
    expect(root).toMatchObject({ names, pem: pair.certificate });
    expect(root.id).toBe(root.fingerprint.slice(0, 11).replaceAll(":", "").toLowerCase());
    expect(Date.parse(root.notAfter)).toBeGreaterThan(inYears(9).getTime());
  });

  it("may have an RSA key, and text around the certificate; only the certificate is taken", () => {
    const pair = makeRoot(["node.example.com"], { key: "rsa" });
    const root = readRoot(Buffer.from(`my root\n${pair.certificate}`), now);
    expect(root.pem).toBe(pair.certificate);
  });

  it("may be for addresses alone or for names alone when the rest is excluded as a whole", () => {
    expect(read(constrained([oneIp4], [dns(""), everyIp6])).names).toEqual(["192.0.2.7"]);
    expect(read(constrained([dns("a.example")], [everyIp4, everyIp6])).names).toEqual(["a.example"]);
  });
});

describe.skipIf(!hasOpenssl)("what is not trusted", () => {
  const unlimited = /could sign for names that are not yours/;

  it.each([
    ["no name constraints", () => makeRoot([], { extensions: [ca] })],
    [
      "constraints that a client may pass over",
      () => makeRoot([], { extensions: rootExtensions(["node.example.com"], { critical: false }) }),
    ],
    ["addresses without a limit", () => constrained([dns("a.example")], [])],
    ["IPv4 without a limit", () => constrained([dns("a.example")], [everyIp6])],
    ["IPv6 without a limit", () => constrained([dns("a.example"), oneIp4], [])],
    ["domain names without a limit", () => constrained([oneIp4], [everyIp6])],
    ["every domain name permitted", () => constrained([dns("")], [everyIp4, everyIp6])],
    ["every address permitted", () => constrained([dns("a.example"), everyIp4], [everyIp6])],
  ])("a root with %s", (_what, make) => {
    expect(() => read(make())).toThrow(unlimited);
  });

  it("a server's certificate, signed by itself or by a CA", () => {
    expect(() => read(makeRoot([], { extensions: ["basicConstraints=critical,CA:FALSE"] }))).toThrow(
      /is no CA/,
    );
    const root = makeRoot(["node.example.com"]);
    expect(() => read(makeLeaf(root, ["node.example.com"]))).toThrow(/is no CA/);
  });

  it("an intermediate CA", () => {
    const above = makeRoot(["node.example.com"]);
    const extensions = rootExtensions(["node.example.com"]);
    expect(() => read(makeRoot([], { extensions, issuer: above }))).toThrow(/another CA signed it/);
  });

  it("a root outside of its time, and what is no certificate", () => {
    const root = makeRoot(["node.example.com"]);
    expect(() => read(root, inYears(11))).toThrow(/has ended on \d{4}-/);
    expect(() => read(root, inYears(-1))).toThrow(/is not valid before \d{4}-/);
    expect(() => readRoot(Buffer.from("hello"), now)).toThrow(/holds no certificate/);
    expect(() => readRoot(Buffer.from(root.key), now)).toThrow(/holds no certificate/);
  });
});
