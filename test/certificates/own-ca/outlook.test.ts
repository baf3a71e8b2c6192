import { expect, test } from "vitest";
import { ownCaOutlook } from "../../../src/certificates/own-ca/outlook.ts";
import { answersWith, factsWith, fitting } from "../fixtures.ts";

const answers = answersWith({ certificate: { source: "own-ca", key: "rsa", days: 365, caKey: "keep" } });

test.each([
  ["a new one is made", {}, "wss-setup apply -a /etc/wss-setup/answers.yaml --yes"],
  [
    "its certificate comes back, where its key is there",
    { loneKey: true },
    "bring /etc/wss-setup/ca/root.crt back; a copy is /var/lib/wss-setup-www/wss-setup-root.pem",
  ],
])("a root that is gone: %s", (_, seen, fix) => {
  const facts = { ...factsWith(), sources: { "own-ca": seen } };
  expect(ownCaOutlook(answers, facts, fitting)).toMatchObject({ status: "failed", fix });
});
