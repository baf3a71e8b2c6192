import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { files } from "../../../src/certificates/files/files.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { issue } from "../../helpers/authority.ts";
import { answersWith, factsWith, serving } from "../fixtures.ts";

const crt = "/srv/tls/node.crt";
const key = "/srv/tls/node.key";
const answers = answersWith({ certificate: { source: "files", certificateFile: crt, keyFile: key } });
const pair = issue("node.example.com", { names: ["node.example.com"] });

async function factsOf(mode = 0o600, more: Readonly<Record<string, Placed>> = {}): Promise<Facts> {
  const files_ = { [crt]: pair.certificate, [key]: { content: pair.key, mode }, ...more };
  return {
    ...factsWith(),
    sources: { files: await files.probe?.(new MemoryHost({ files: files_ }), answers) },
  };
}

async function planned(rotate = false, more: Partial<Facts> = {}) {
  return files.plan({ answers, facts: { ...(await factsOf()), ...more }, rotate, serving });
}

describe("a pair that fits", () => {
  it("is used where it is: nothing is made and nothing is said", async () => {
    expect(await planned()).toEqual({
      certificateFile: crt,
      keyFile: key,
      steps: [],
      problems: [],
      warnings: [],
    });
    expect(files.pair(answers)).toEqual({ certificateFile: crt, keyFile: key });
  });

  it("leaves no key material in the facts, and these survive JSON", async () => {
    const { sources } = await factsOf();
    const text = JSON.stringify(sources);
    expect(JSON.parse(text)).toEqual(sources);
    expect(text).not.toContain("PRIVATE");
    const secret = pair.key.split("\n").slice(1, -2);
    expect(secret.filter((line) => text.includes(line))).toEqual([]);
  });

  it("is loaded anew by a rotation, which says so when the same one is still there", async () => {
    expect(await planned(true)).toMatchObject({ steps: [], loadAnew: true, warnings: [] });
    const served = new X509Certificate(pair.certificate).fingerprint256.replaceAll(":", "").toLowerCase();
    const { warnings } = await planned(true, { served });
    expect(warnings).toMatchObject([{ id: "nothing-new", text: expect.stringContaining(crt) }]);
    expect((await planned(true, { served: "ab".repeat(32) })).warnings).toEqual([]);
  });
});

describe("what is wrong", () => {
  it("stands in the way, and says what helps", async () => {
    const facts = await factsOf(0o644);
    expect(files.plan({ answers, facts, rotate: false, serving }).problems).toEqual([
      {
        text: `every user of this box can get at the private key in ${key} (mode 0644).`,
        next: `chmod 600 ${key}`,
      },
    ]);
  });

  it("only warns where the endpoint works all the same", async () => {
    const facts = { ...(await factsOf()), now: "2027-10-30T00:00:00.000Z" };
    const { problems, warnings } = files.plan({ answers, facts, rotate: false, serving });
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([
      { id: "certificate-files", text: `the certificate in ${crt} ends in 2 days.` },
    ]);
  });

  it("is a pair of our own: it would go with the source that it is from", async () => {
    const absent = { kind: "absent" } as const;
    const { problems } = await planned(false, {
      installation: {
        answers: answersWith(),
        lastRun: "2026-11-20T12:00:00.000Z",
        paths: { [crt]: { before: absent, after: absent } },
        units: {},
        ports: [],
        lastKind: "set-up",
        interrupted: false,
      },
    });
    expect(problems).toMatchObject([{ text: expect.stringContaining(`${crt} is wss-setup's own`) }]);
  });

  it("is a pair that nobody has looked at", () => {
    const { problems } = files.plan({ answers, facts: factsWith(), rotate: false, serving });
    expect(problems).toHaveLength(1);
  });
});
