import { describe, expect, it } from "vitest";
import type { CertbotFacts } from "../../../src/certificates/certbot/certbot-facts.ts";
import { deployHook } from "../../../src/certificates/certbot/hook.ts";
import { planCertbot } from "../../../src/certificates/certbot/plan.ts";
import type { SourcePlan } from "../../../src/certificates/source.ts";
import type { Answers, CertificateAnswers } from "../../../src/core/answers.ts";
import type { CertificateFacts, Facts, FileFacts } from "../../../src/core/facts.ts";
import { sha256 } from "../../../src/core/sha256.ts";
import type { IssueCertificate, RehearseRenewal } from "../../../src/core/step.ts";
import { answersWith, factsWith, fitting, inDays, serving } from "../fixtures.ts";

type CertbotAnswers = Extract<CertificateAnswers, { readonly source: "certbot" }>;

const certificateFile = "/etc/letsencrypt/live/wss-setup/fullchain.pem";
const keyFile = "/etc/letsencrypt/live/wss-setup/privkey.pem";
const hook = "/etc/letsencrypt/renewal-hooks/deploy/wss-setup";
const production = "https://acme-v02.api.letsencrypt.org/directory";
const staging = "https://acme-staging-v02.api.letsencrypt.org/directory";
const own = ["203.0.113.10", "2001:db8::10"];
const name = "node.example.com";

/** What Let's Encrypt gave a month ago. */
const given: CertificateFacts = {
  ...fitting,
  key: "ecdsa",
  selfSigned: false,
  issuer: "CN=E7",
  notBefore: inDays(-30),
  notAfter: inDays(60),
};
const renewal = { authenticator: "webroot", server: production };

interface Scene {
  readonly certificate?: Partial<CertbotAnswers>;
  readonly answers?: Partial<Answers>;
  readonly present?: CertificateFacts;
  readonly certbot?: Partial<CertbotFacts>;
  readonly facts?: Partial<Facts>;
  readonly rotate?: boolean;
}

function planOf({ certificate, answers, present, certbot, facts, rotate = false }: Scene = {}): SourcePlan {
  const wanted: CertbotAnswers = {
    source: "certbot",
    agreeTerms: true,
    server: "production",
    challenge: "webroot",
    key: "ecdsa",
    ...certificate,
  };
  return planCertbot({
    answers: { ...answersWith({ certificate: wanted }), ...answers },
    facts: {
      ...factsWith(),
      addresses: own,
      names: { [name]: { a: ["203.0.113.10"], aaaa: ["2001:db8::10"] } },
      certificates: present === undefined ? {} : { [certificateFile]: present },
      sources: { certbot: { program: "certbot", snap: false, ...certbot } },
      ...facts,
    },
    rotate,
    serving,
  });
}

function issueOf(scene: Scene = {}): IssueCertificate {
  const step = planOf(scene).steps.find(({ kind }) => kind === "IssueCertificate");
  if (step?.kind !== "IssueCertificate") throw new Error("no order");
  return step;
}

const done: Scene = { present: given, certbot: { version: "2.1.0", renewal } };

describe("on an empty box", () => {
  it("the challenges' folders and the hook come before the order, the rehearsal afterwards", () => {
    const { steps, afterwards = [], ...rest } = planOf();
    expect(
      steps.map((step) => [
        step.kind,
        step.action,
        "path" in step ? step.path : "",
        "mode" in step ? step.mode : "",
      ]),
    ).toEqual([
      ["CreateDirectory", "create", "/var/lib/wss-setup-acme", 0o755],
      ["CreateDirectory", "create", "/var/lib/wss-setup-acme/.well-known", 0o755],
      ["CreateDirectory", "create", "/var/lib/wss-setup-acme/.well-known/acme-challenge", 0o755],
      ["CreateDirectory", "create", "/etc/letsencrypt", 0o755],
      ["CreateDirectory", "create", "/etc/letsencrypt/renewal-hooks", 0o755],
      ["CreateDirectory", "create", "/etc/letsencrypt/renewal-hooks/deploy", 0o755],
      ["WriteFile", "create", hook, 0o755],
      ["IssueCertificate", "create", "", ""],
    ]);
    expect(afterwards.map(({ kind, action }) => [kind, action])).toEqual([["RehearseRenewal", "create"]]);
    expect(rest).toEqual({
      certificateFile,
      keyFile,
      challenge: "through-proxy",
      problems: [],
      warnings: [],
    });
  });

  it("the order says all that certbot is asked, and no secret", () => {
    expect(issueOf({ certificate: { email: "ops@example.com" } })).toEqual({
      kind: "IssueCertificate",
      id: `certificate:${certificateFile}`,
      title: `Let's Encrypt certificate for ${name}`,
      why: "An authority that every browser trusts vouches for the name.",
      action: "create",
      undo: "best-effort",
      source: "certbot",
      names: [name],
      key: "ecdsa",
      certificateFile,
      keyFile,
      order: {
        server: production,
        email: "ops@example.com",
        own,
        webroot: "/var/lib/wss-setup-acme",
        program: "certbot",
      },
    });
  });

  it("the hook reloads what serves the pair", () => {
    const step = planOf().steps.find((each) => "path" in each && each.path === hook);
    expect(step).toMatchObject({ content: deployHook(serving) });
  });

  it("the rehearsal runs the hook as a renewal does", () => {
    const [step] = planOf().afterwards ?? [];
    expect(step as RehearseRenewal).toMatchObject({
      argv: expect.arrayContaining(["renew", "--dry-run", "--cert-name=wss-setup"]),
      hook: [hook],
      hookEnvironment: { RENEWED_LINEAGE: "/etc/letsencrypt/live/wss-setup" },
    });
  });

  it("looks for challenges where the proxy answers plain HTTP", () => {
    expect(issueOf().order).not.toHaveProperty("lookedForOn");
    const input = {
      answers: answersWith({ certificate: webrootAnswers }),
      facts: factsWith(),
      rotate: false,
    };
    const { steps } = planCertbot({ ...input, serving: { ...serving, httpPort: 8080 } });
    expect(steps.at(-1)).toMatchObject({ order: { lookedForOn: 8080 } });
  });
});

const webrootAnswers: CertbotAnswers = {
  source: "certbot",
  agreeTerms: true,
  server: "production",
  challenge: "webroot",
  key: "ecdsa",
};

describe("the challenge", () => {
  it.each<[CertbotAnswers["challenge"], boolean, SourcePlan["challenge"], object]>([
    ["webroot", true, "through-proxy", { webroot: "/var/lib/wss-setup-acme" }],
    ["webroot", false, "through-proxy", { webroot: "/var/lib/wss-setup-acme" }],
    ["standalone", true, "through-proxy", { port: 402 }],
    ["standalone", false, "on-port-80", {}],
  ])("%s, visitors of port 80 sent on: %s", (challenge, redirectHttp, expected, order) => {
    const scene: Scene = { certificate: { challenge }, answers: { redirectHttp } };
    const plan = planOf(scene);
    expect(plan.challenge).toBe(expected);
    const { server: _, own: __, program: ___, ...how } = issueOf(scene).order ?? {};
    expect(how).toEqual(order);
    const folders = plan.steps.filter((step) => "path" in step && step.path.startsWith("/var/lib/"));
    expect(folders).toHaveLength(challenge === "webroot" ? 3 : 0);
  });

  it("is none where nothing is ordered", () => {
    expect(planOf(done)).not.toHaveProperty("challenge");
  });
});

describe("a pair that is there", () => {
  const folder: FileFacts = { kind: "directory", mode: 0o700, uid: 0, gid: 0 };
  const content = deployHook(serving);
  const files: Facts["files"] = {
    ...Object.fromEntries(
      ["", "/renewal-hooks", "/renewal-hooks/deploy"].map((path) => [`/etc/letsencrypt${path}`, folder]),
    ),
    [hook]: { kind: "file", mode: 0o755, uid: 0, gid: 0, sha256: sha256(content) },
  };

  it("is left alone while it fits, and nothing is rehearsed", () => {
    const plan = planOf({ ...done, facts: { files } });
    const changed = [...plan.steps, ...(plan.afterwards ?? [])].filter(({ action }) => action !== "no-op");
    expect(changed.map((step) => "path" in step && step.path)).toEqual([
      "/var/lib/wss-setup-acme",
      "/var/lib/wss-setup-acme/.well-known",
      "/var/lib/wss-setup-acme/.well-known/acme-challenge",
    ]);
    expect(issueOf(done).why).toBe(
      "The present certificate fits; it ends in 60 days and renews itself before.",
    );
  });

  it("is rehearsed anew where the hook changes", () => {
    const old: FileFacts = { kind: "file", mode: 0o755, uid: 0, gid: 0, sha256: "00" };
    const [step] = planOf({ ...done, facts: { files: { ...files, [hook]: old } } }).afterwards ?? [];
    expect(step?.action).toBe("create");
  });

  const rpc = { a: ["203.0.113.10"], aaaa: [] };
  it.each<[string, Scene, string]>([
    [
      "other names",
      { answers: { names: [name, "rpc.example.com"] }, facts: { names: { "rpc.example.com": rpc } } },
      "the names changed",
    ],
    ["another kind of key", { certificate: { key: "rsa" } }, "the key is to be rsa"],
    ["another authority", { certificate: { server: "staging" } }, "another authority was chosen"],
    [
      "another challenge",
      { certificate: { challenge: "standalone" } },
      "the challenge is answered in another way now",
    ],
    [
      "another port of the challenge",
      {
        certificate: { challenge: "standalone" },
        certbot: { renewal: { server: production, authenticator: "standalone", http01_port: "8403" } },
      },
      "the challenge is answered on another port now",
    ],
    [
      "port 80 instead of one behind the proxy",
      {
        certificate: { challenge: "standalone" },
        answers: { redirectHttp: false },
        certbot: { renewal: { server: production, authenticator: "standalone", http01_port: "402" } },
      },
      "the challenge is answered on another port now",
    ],
    [
      "no record of its renewal",
      { certbot: { version: "2.1.0", renewal: undefined } as unknown as Scene["certbot"] & object },
      "certbot has no record of it and would not renew it",
    ],
    ["a rotation", { rotate: true }, "a new one was asked for"],
    ["little time", { present: { ...given, notAfter: inDays(12) } }, "it ends in 12 days"],
    [
      "a key that is not its own",
      { present: { ...given, keyMatches: false } },
      "the private key is missing or belongs to another certificate",
    ],
  ])("is replaced: %s", (_, scene, reason) => {
    expect(issueOf({ ...done, ...scene })).toMatchObject({
      action: "update",
      why: `A new certificate, because ${reason}.`,
    });
    expect(planOf({ ...done, ...scene }).afterwards?.[0]?.action).toBe("create");
  });

  it("fits where its port is the one that certbot takes by itself", () => {
    const standalone = { server: production, authenticator: "standalone" };
    const scene: Scene = { certificate: { challenge: "standalone" }, answers: { redirectHttp: false } };
    expect(issueOf({ ...done, ...scene, certbot: { renewal: standalone } }).action).toBe("no-op");
    const behind = { ...standalone, http01_port: "402" };
    expect(
      issueOf({ ...done, certificate: { challenge: "standalone" }, certbot: { renewal: behind } }).action,
    ).toBe("no-op");
  });
});

describe("addresses among the names", () => {
  const address = { answers: { names: ["203.0.113.10"] } };

  it("take the short-lived profile", () => {
    const scene: Scene = { ...address, certbot: { version: "5.4.0" } };
    expect(planOf(scene).problems).toEqual([]);
    expect(issueOf(scene).order).toMatchObject({ profile: "shortlived" });
    expect(issueOf().order).not.toHaveProperty("profile");
  });

  it.each<[string, Scene, string | undefined]>([
    [
      "an old certbot",
      { certbot: { version: "2.1.0" } },
      "only certbot 5.4 or newer can get a certificate for one; this box has 2.1.0",
    ],
    ["one that can without a webroot only", { certbot: { version: "5.3.1" } }, "only certbot 5.4 or newer"],
    [
      "the same, without a webroot",
      { certbot: { version: "5.3.1" }, certificate: { challenge: "standalone" } },
      undefined,
    ],
    [
      "what would be installed",
      { facts: { packages: { certbot: { candidate: "4.0.0-2+deb13u1" } } } },
      "this box has 4.0.0",
    ],
    [
      "what would be installed, new enough",
      { facts: { packages: { certbot: { candidate: "5.5.0-1" } } } },
      undefined,
    ],
  ])("%s", (_, scene, text) => {
    const { problems } = planOf({ ...address, ...scene });
    if (text === undefined) return expect(problems).toEqual([]);
    expect(problems).toEqual([
      {
        text: expect.stringContaining(text),
        next: "take a domain name, or certificate.source: self-signed",
      },
    ]);
  });

  it("that nobody outside reaches get none from Let's Encrypt, and may from an authority of the house", () => {
    const scene: Scene = { answers: { names: ["10.0.0.5"] }, certbot: { version: "5.4.0" } };
    expect(planOf(scene).problems).toEqual([
      { text: expect.stringContaining("10.0.0.5"), next: expect.stringContaining("own-ca") },
    ]);
    const house = { ...scene, certificate: { server: "https://acme.example.com/directory" } };
    expect(planOf(house).problems).toEqual([]);
  });
});

describe("what can only fail", () => {
  it("is a problem before anything is ordered: names that lead nowhere or elsewhere, CAA", () => {
    const names = [name, "elsewhere.example.com", "forbidden.example.com"];
    const facts: Partial<Facts> = {
      names: {
        [name]: { a: [], aaaa: [] },
        "elsewhere.example.com": { a: ["198.51.100.7"], aaaa: [] },
        "forbidden.example.com": {
          a: ["203.0.113.10"],
          aaaa: [],
          caa: [{ tag: "issue", value: "other.example", critical: false }],
        },
      },
    };
    const { problems } = planOf({ answers: { names }, facts });
    expect(problems.map(({ text }) => text)).toEqual([
      `${name} leads nowhere: it has no address.`,
      "the A record of elsewhere.example.com is another box: 198.51.100.7.",
      "a CAA record lets other.example alone issue for forbidden.example.com.",
    ]);
    expect(problems.every(({ next }) => next !== undefined)).toBe(true);
  });

  it("does not matter while the present pair fits", () => {
    const names = { [name]: { a: [], aaaa: [] } };
    expect(planOf({ ...done, facts: { names } }).problems).toEqual([]);
  });

  it("is not judged by CAA records where nobody knows the authority's name in them", () => {
    const caa = [{ tag: "issue", value: "other.example", critical: false }];
    const names = { [name]: { a: ["203.0.113.10"], aaaa: [], caa } };
    const server = "https://acme.example.com/directory";
    expect(planOf({ certificate: { server }, facts: { names } }).problems).toEqual([]);
  });
});

describe("what the operator is told", () => {
  it("staging: for a trial only", () => {
    const plan = planOf({ certificate: { server: "staging" } });
    expect(plan.warnings.map(({ id }) => id)).toEqual(["staging"]);
    expect(issueOf({ certificate: { server: "staging" } })).toMatchObject({
      title: `Let's Encrypt (staging) certificate for ${name}`,
      order: { server: staging },
    });
  });

  it("another authority by its host", () => {
    const server = "https://acme.example.com:14000/dir";
    expect(issueOf({ certificate: { server } })).toMatchObject({
      title: `acme.example.com:14000 certificate for ${name}`,
      order: { server },
    });
  });

  it("a snap is used and nothing installed beside it; two are told", () => {
    const snap: Scene = { certbot: { version: "5.4.0", program: "/snap/bin/certbot", snap: true } };
    const plan = planOf(snap);
    expect(plan.packages).toEqual([]);
    expect(plan.warnings).toEqual([]);
    expect(issueOf(snap).order?.program).toBe("/snap/bin/certbot");
    expect(plan.afterwards?.[0]).toMatchObject({ argv: expect.arrayContaining(["/snap/bin/certbot"]) });
    const two = planOf({ ...snap, facts: { packages: { certbot: { installed: "2.1.0-4" } } } });
    expect(two.warnings).toEqual([
      { id: "two-certbots", text: expect.stringContaining("twice"), next: "apt-get remove certbot" },
    ]);
    expect(planOf().packages).toBeUndefined();
  });

  it("what nobody can tell from here: a router, Cloudflare, a stranger on port 80", () => {
    const facts: Partial<Facts> = {
      names: { [name]: { a: ["104.16.1.1"], aaaa: [] } },
      listeners: [{ address: "0.0.0.0", port: 80, process: "squid" }],
    };
    const { problems, warnings } = planOf({ facts });
    expect(problems).toEqual([]);
    expect(warnings.map(({ id, text }) => [id, /Cloudflare|squid/.exec(text)?.[0]])).toEqual([
      ["acme-readiness", "Cloudflare"],
      ["acme-readiness", "squid"],
    ]);
  });
});

it("refuses answers of another source: that would be a fault of ours", () => {
  const input = { answers: answersWith(), facts: factsWith(), rotate: false, serving };
  expect(() => planCertbot(input)).toThrow("certbot was asked for self-signed");
});
