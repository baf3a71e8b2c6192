import { checkPrimeSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateDhParam } from "../../src/dhparam/generate.ts";
import { decodeDhParam } from "../../src/dhparam/pem.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { hasOpenssl, openssl } from "../certificates/openssl.ts";

const host = new RealHost();

/** Command lines of the searches that this process has under way (proc(5)). */
function searches(): readonly string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
        const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return parent === String(process.pid) && argv.includes("generatePrime") ? [argv] : [];
      } catch {
        return [];
      }
    });
}

test("a search ends in a safe prime for the generator 2, and says that it is under way", async () => {
  const lines: string[] = [];
  const text = await generateDhParam(host, { bits: 512, onLine: (line) => lines.push(line) });
  const found = decodeDhParam(text);
  if (found === undefined) throw new Error("no parameters came back");
  expect(found.generator).toBe(2n);
  expect(found.prime.toString(2)).toHaveLength(512);
  expect(checkPrimeSync(found.prime) && checkPrimeSync((found.prime - 1n) / 2n)).toBe(true);
  expect(found.prime % 8n).toBe(7n);
  expect(text).toMatch(/^# Written by wss-setup: a safe prime of 512 bits, made on this box\.\n/);
  expect(lines[0]).toBe("looking for a safe prime of 512 bits, 0 s so far");
  expect(lines.every((line) => /^looking for a safe prime of 512 bits, \d+ s so far$/.test(line))).toBe(true);
  if (hasOpenssl) {
    expect(openssl(["dhparam", "-check", "-noout"], text).said).toContain("DH parameters appear to be ok.");
  }
});

test.skipIf(process.platform !== "linux")("an abort kills the search", async () => {
  const abort = new AbortController();
  let underWay: readonly string[] = [];
  const search = generateDhParam(host, {
    bits: 8192,
    onLine: () => {
      underWay = searches();
      abort.abort(new Error("the operator pressed q"));
    },
    signal: abort.signal,
  });
  await expect(search).rejects.toThrow("the operator pressed q");
  expect(underWay).toHaveLength(1);
  expect(searches()).toEqual([]);
});

test("nothing is started after an abort", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(generateDhParam(host, { bits: 512, onLine: () => {}, signal })).rejects.toThrow("enough");
});

test("a search that fails says what the child said", async () => {
  const search = generateDhParam(host, { bits: 0, onLine: () => {} });
  await expect(search).rejects.toMatchObject({
    name: "Failure",
    kind: "outside",
    said: expect.stringMatching(/^The value of "size" is out of range[^\n]*$/),
  });
});
