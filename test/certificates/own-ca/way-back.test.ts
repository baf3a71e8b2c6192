import { expect, test } from "vitest";
import { sources } from "../../../src/certificates/index.ts";
import { places, rootCopies } from "../../../src/certificates/own-ca/places.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { type Plan, plan } from "../../../src/core/plan.ts";
import { plannersFor } from "../../../src/planners.ts";
import { proxies } from "../../../src/proxies/index.ts";
import { systemd } from "../../../src/services/systemd.ts";
import { answersWith, factsWith, now } from "../fixtures.ts";

const before = answersWith({ certificate: { source: "own-ca", key: "ecdsa", days: 365, caKey: "keep" } });
const root = [
  places.folder,
  places.certificate,
  places.key,
  `${places.folder}/root-0123abcd.key`,
  ...rootCopies.map(({ path }) => path),
];
const strange = "/etc/old.conf";

function changeTo(answers: typeof before): Plan {
  const after = { kind: "file", mode: 0o600, uid: 0, gid: 0, sha256: "ab" } as const;
  const paths = Object.fromEntries(
    [...root, strange].map((path) => [path, { before: { kind: "absent" }, after }] as const),
  );
  const facts: Facts = {
    ...factsWith(),
    installation: {
      answers: before,
      lastRun: now,
      lastKind: "set-up",
      paths,
      units: {},
      ports: [],
      interrupted: false,
    },
  };
  const ports = { https: 443, http: 80 };
  return plan(answers, facts, plannersFor({ proxies, sources, services: systemd, ports }, answers, facts));
}

test("another source takes over: the root, its key and its copies stay, and the plan says so", () => {
  const { steps, warnings } = changeTo(answersWith());
  expect(steps.flatMap((step) => (step.kind === "RestoreFile" ? [step.path] : []))).toEqual([strange]);
  expect(warnings).toContainEqual(
    expect.objectContaining({ id: "root-stays", text: expect.stringContaining(places.folder) }),
  );
});

test("the same source says nothing of a way back", () => {
  expect(changeTo(before).warnings).not.toContainEqual(expect.objectContaining({ id: "root-stays" }));
});
