import { describe, expect, test } from "vitest";
import { standardGroups } from "../../src/dhparam/groups.ts";
import { decodeDhParam, dhParamText, encodeDhParam } from "../../src/dhparam/pem.ts";
import { hasOpenssl, openssl } from "../certificates/openssl.ts";

const ids = ["ffdhe2048", "ffdhe3072", "ffdhe4096"] as const;

describe("the encoding", () => {
  test("is the DER of PKCS #3, byte for byte", () => {
    const der = (pem: string) =>
      Buffer.from(pem.replaceAll(/-----.*-----|\n/g, ""), "base64").toString("hex");
    expect(der(encodeDhParam(23n, 5n))).toBe("3006020117020105");
    expect(der(encodeDhParam(0xffn, 2n, 225))).toBe("300b020200ff020102020200e1");
  });

  test.each(ids)("%s comes back as it went in, whatever text stands before it", (id) => {
    const { prime, generator } = standardGroups[id];
    expect(decodeDhParam(dhParamText(prime, generator, "a test"))).toEqual({ prime, generator });
  });

  test.each([
    ["nothing", ""],
    ["another kind of block", "-----BEGIN CERTIFICATE-----\nMAYCARcCAQU=\n-----END CERTIFICATE-----\n"],
    ["a block cut short", "-----BEGIN DH PARAMETERS-----\nMAYCARc=\n-----END DH PARAMETERS-----\n"],
    [
      "text in place of numbers",
      "-----BEGIN DH PARAMETERS-----\nMAYMAWEMAWI=\n-----END DH PARAMETERS-----\n",
    ],
  ])("%s is no group", (_, text) => {
    expect(decodeDhParam(text)).toBeUndefined();
  });
});

describe.skipIf(!hasOpenssl)("in OpenSSL's eyes", () => {
  test.each(ids)("%s is that very group, sound, with a short exponent", (id) => {
    const text = dhParamText(standardGroups[id].prime, standardGroups[id].generator, "a test");
    const { ok, said } = openssl(["dhparam", "-check", "-noout", "-text"], text);
    expect(ok).toBe(true);
    expect(said).toContain("DH parameters appear to be ok.");
    expect(said).toContain(`GROUP: ${id}`);
    const length = { ffdhe2048: 225, ffdhe3072: 275, ffdhe4096: 325 }[id];
    expect(said).toContain(`recommended-private-length: ${length} bits`);
  });
});
