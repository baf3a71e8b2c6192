import { describe, expect, test } from "vitest";
import { sourceById } from "../../src/certificates/index.ts";
import { daysLeft, isIn, type LifeStage } from "../../src/certificates/lifetime.ts";
import type { CertificateAnswers } from "../../src/core/answers.ts";
import type { CertificateFacts, Facts } from "../../src/core/facts.ts";
import { certificateCheck } from "../../src/status.ts";
import { answersWith, factsWith, fitting, inDays, now } from "./fixtures.ts";

/** Days that a certificate for addresses lasts. */
const short = 160 / 24;

/** One that lasts so many days in all and ends in so many. */
function lasting(life: number, left: number): CertificateFacts {
  return { ...fitting, notBefore: inDays(left - life), notAfter: inDays(left) };
}

test.each<[LifeStage, number, number]>([
  ["byHand", 365, 60],
  ["renewal", 365, 30],
  ["late", 365, 14],
  ["byHand", short, (short * 2) / 3],
  ["renewal", short, short / 3],
  ["late", short, short / 6],
])("%s, of %d days: %d days before the end", (stage, life, from) => {
  expect(isIn(stage, lasting(life, from + 0.01), now)).toBe(false);
  expect(isIn(stage, lasting(life, from - 0.01), now)).toBe(true);
});

test("days are whole, and negative after the end", () => {
  expect([1.9, 0.5, -0.5].map((days) => daysLeft(lasting(90, days), now))).toEqual([1, 0, -1]);
});

test.each([
  ["ok", short, 5],
  ["ok", short, 1.5],
  ["warning", short, 1],
  ["failed", short, -0.1],
  ["ok", 365, 15],
  ["warning", 365, 13],
] as const)("status: %s, of %d days with %d left", (status, life, left) => {
  expect(certificateCheck(lasting(life, left), { now })).toMatchObject({ status });
});

const timers = ["certbot.timer", "wss-setup-renew.timer"];
const running = { loaded: true, active: true, enabled: true, masked: false };
const protectedRoot = { keyPresent: true, protected: true };

describe.each<[CertificateAnswers, Partial<Facts>, number, number]>([
  [
    { source: "certbot", agreeTerms: true, server: "staging", challenge: "webroot", key: "ecdsa" },
    { sources: { certbot: { renewal: {} } } },
    5,
    1,
  ],
  [
    { source: "own-ca", key: "rsa", days: 7, caKey: "keep" },
    { sources: { "own-ca": { root: protectedRoot } } },
    6,
    4,
  ],
  [{ source: "self-signed", key: "rsa", days: 7 }, { init: "sysv" }, 5, 2],
  [{ source: "files", certificateFile: "/a.crt", keyFile: "/a.key" }, {}, 5, 2],
])("what lasts for days alone, from $source", (certificate, seen, well, near) => {
  const units = Object.fromEntries(timers.map((timer) => [timer, running]));
  const facts = { ...factsWith(), units, ...seen };
  const outlook = (left: number) =>
    sourceById(certificate.source).renewal(answersWith({ certificate }), facts, lasting(short, left));

  test("is no cause for a warning all its life, and is near its end", () => {
    expect(outlook(well).status).toBe("ok");
    expect(outlook(near).status).toBe("warning");
  });
});
