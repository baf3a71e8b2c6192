import { describe, expect, test } from "vitest";
import type { OwnCaAnswers, OwnCaFacts, RootFacts } from "../../../src/certificates/own-ca/own-ca-facts.ts";
import { places } from "../../../src/certificates/own-ca/places.ts";
import { planOwnCa } from "../../../src/certificates/own-ca/plan.ts";
import { probeOwnCa } from "../../../src/certificates/own-ca/probe.ts";
import type { SourcePlan } from "../../../src/certificates/source.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { answersWith, certificateFile, factsWith, inDays, serving } from "../fixtures.ts";
import { someRoot } from "./root.ts";

const chosen: OwnCaAnswers = { source: "own-ca", key: "ecdsa", days: 365, caKey: "keep" };

const fittingRoot: RootFacts = {
  fingerprint: "ab".repeat(32),
  names: ["node.example.com"],
  covers: true,
  signed: true,
  notAfter: inDays(3_650),
  keyPresent: true,
  protected: false,
};

function planWith(seen: OwnCaFacts, more: Partial<OwnCaAnswers> = {}): SourcePlan {
  const answers = answersWith({ certificate: { ...chosen, ...more } });
  return planOwnCa({
    answers,
    facts: { ...factsWith(), sources: { "own-ca": seen } },
    rotate: false,
    serving,
  });
}

function probeWith(files: Readonly<Record<string, Placed>>, more: Partial<OwnCaAnswers> = {}) {
  return probeOwnCa(new MemoryHost({ files }), answersWith({ certificate: { ...chosen, ...more } }));
}

describe("a root's key without its certificate", () => {
  test.each([
    ["is missing", {}],
    ["cannot be read", { [places.certificate]: "half a fi" }],
  ])("is never overwritten: the certificate %s", async (_, files) => {
    const { key } = await someRoot();
    const seen = await probeWith({ [places.key]: { content: key, mode: 0o600 }, ...files });
    expect(seen).toEqual({ loneKey: true });
    expect(planWith(seen).problems).toEqual([
      {
        text: expect.stringContaining(places.key),
        next: `bring ${places.certificate} back; a copy is /var/lib/wss-setup-www/wss-setup-root.pem`,
      },
    ]);
  });

  test("is no problem where there is no key either", async () => {
    expect(planWith(await probeWith({})).problems).toEqual([]);
  });
});

test("a leaf that cannot be read does not make the root count as gone", async () => {
  const { certificate, key } = await someRoot();
  const files = { [places.certificate]: certificate, [places.key]: key, [certificateFile]: "half a fi" };
  expect((await probeWith(files)).root).toMatchObject({ covers: true, signed: false, keyPresent: true });
});

test("a root that fits signs: nothing speaks against it", () => {
  expect(planWith({ root: fittingRoot })).toMatchObject({ problems: [], warnings: [] });
});
