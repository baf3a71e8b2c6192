import { describe, expect, it } from "vitest";
import type { Answers } from "../../src/core/answers.ts";
import type { BackendFacts, Facts, FileFacts, Installation } from "../../src/core/facts.ts";
import { isChange } from "../../src/core/is-change.ts";
import { landingPageIsOn } from "../../src/core/landing-page.ts";
import { plan } from "../../src/core/plan.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { readBackend } from "../../src/landing-page/page.ts";
import { landingPageSteps } from "../../src/landing-page/plan.ts";
import { allowedOrigins } from "../../src/proxies/allowed-origins.ts";
import { emptyBox, plannersWith, someAnswers } from "../helpers/facts.ts";

const folder = "/var/lib/wss-setup-www";
const file = `${folder}/index.html`;
const url = "ws://127.0.0.1:9944";
const ownCa: Answers["certificate"] = { source: "own-ca", key: "rsa", days: 365, caKey: "keep" };
const files: Answers["certificate"] = { source: "files", certificateFile: "/a.pem", keyFile: "/a.key" };

function steps(answers: Partial<Answers> = {}, facts: Partial<Facts> = {}) {
  return landingPageSteps({ ...someAnswers, ...answers }, { ...emptyBox, ...facts });
}

function written(answers: Partial<Answers> = {}, facts: Partial<Facts> = {}): string {
  const step = steps(answers, facts).find((each) => each.kind === "WriteFile");
  return step?.kind === "WriteFile" ? step.content : "";
}

function backend(kind: BackendFacts["kind"], more: Partial<BackendFacts> = {}): BackendFacts {
  return { answers: kind !== "none", kind, label: "", ...more };
}

const kindOf = (answers: Partial<Answers>, facts: Partial<Facts>) => readBackend(written(answers, facts));

/** A box where an earlier run left this page. */
function leftBehind(page: string, answers: Answers = someAnswers): Pick<Facts, "files" | "installation"> {
  const after: FileFacts = { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sha256(page) };
  const installation: Installation = {
    answers,
    lastRun: "",
    paths: {
      [folder]: { before: { kind: "absent" }, after: { kind: "directory", mode: 0o755, uid: 0, gid: 0 } },
      [file]: { before: { kind: "absent" }, after },
    },
    units: {},
    ports: [],
    lastKind: "set-up",
    interrupted: false,
  };
  return {
    files: { [folder]: { kind: "directory", mode: 0o755, uid: 0, gid: 0 }, [file]: { ...after, text: page } },
    installation,
  };
}

describe("the plan of the landing page", () => {
  it("is a public folder with one file that everybody may read", () => {
    expect(steps()).toMatchObject([
      { kind: "CreateDirectory", path: folder, mode: 0o755, action: "create" },
      { kind: "WriteFile", path: file, mode: 0o644, action: "create" },
    ]);
    expect(steps({}, leftBehind(written())).filter(isChange)).toEqual([]);
  });

  it.each([
    [someAnswers.certificate, "auto", true],
    [ownCa, "auto", true],
    [files, "auto", false],
    [files, true, true],
    [someAnswers.certificate, false, false],
  ] as const)("with %o and landingPage: %s: %s", (certificate, landingPage, on) => {
    expect(landingPageIsOn({ certificate, landingPage })).toBe(on);
    expect(steps({ certificate, landingPage }).length > 0).toBe(on);
  });

  it("asks a backend only what it was seen to answer", () => {
    const seen = (...kinds: BackendFacts["kind"][]) => {
      const urls = kinds.map((_, index) => `ws://127.0.0.1:${index + 1}`);
      const backends = Object.fromEntries(kinds.map((kind, index) => [urls[index], backend(kind)]));
      return kindOf({ backend: urls }, { backends });
    };
    expect(seen("substrate")).toEqual({ kind: "substrate" });
    expect(seen("none", "substrate")).toEqual({ kind: "substrate" });
    expect(seen("substrate", "ethereum")).toEqual({ kind: "websocket" });
    expect(seen("none")).toEqual({ kind: "websocket" });
    const mqtt = backend("websocket", { subprotocol: "mqtt" });
    expect(kindOf({}, { backends: { [url]: mqtt } })).toEqual({ kind: "websocket", protocol: "mqtt" });
  });

  it("does not change because a backend is down, too busy to answer, or says another thing of itself", () => {
    const up = { backends: { [url]: backend("substrate", { label: "Polkadot node, 38 peers" }) } };
    const installed = leftBehind(written({}, up));
    const later = [backend("none"), backend("websocket"), backend("substrate", { label: "<b>9 peers</b>" })];
    for (const seen of later)
      expect(steps({}, { ...installed, backends: { [url]: seen } }).filter(isChange)).toEqual([]);
    const another = ["ws://127.0.0.1:1"];
    expect(kindOf({ backend: another }, { ...installed, backends: {} })).toEqual({ kind: "websocket" });
  });

  it("goes when it is turned off, the folder after its file", () => {
    const facts: Facts = { ...emptyBox, ...leftBehind(written()) };
    const off = { ...someAnswers, landingPage: false };
    const gone = plan(off, facts, plannersWith({ landingPage: () => landingPageSteps(off, facts) })).steps;
    const restored = gone.filter(({ kind }) => kind === "RestoreFile");
    expect(restored).toMatchObject([
      { path: file, action: "delete" },
      { path: folder, action: "delete" },
    ]);
  });

  it("makes the folder once when the certificate needs it too", () => {
    const [make] = steps();
    const certificate = { ...plannersWith().certificate(false), steps: make === undefined ? [] : [make] };
    const planners = plannersWith({ certificate: () => certificate, landingPage: () => steps() });
    const all = plan(someAnswers, emptyBox, planners).steps;
    expect(all.filter((step) => "path" in step && step.path === folder)).toHaveLength(1);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it("leads to polkadot.js apps only where they may come in", () => {
    const backends = { [url]: backend("substrate") };
    expect(written({}, { backends })).toContain('id="apps"');
    expect(written({ origins: ["https://polkadot.js.org"] }, { backends })).toContain('id="apps"');
    expect(written({ origins: ["https://mine.example"] }, { backends })).not.toContain('id="apps"');
  });
});

describe("the origins that may open a WebSocket", () => {
  const origins = ["https://app.example.com"];
  const names = ["node.example.com", "2001:db8::1"];

  it("are also the endpoint's own while the page is on, with the port that a browser names", () => {
    const answers = { ...someAnswers, origins, names };
    expect(allowedOrigins(answers)).toEqual([
      ...origins,
      "https://node.example.com",
      "https://[2001:db8::1]",
    ]);
    expect(allowedOrigins(answers, 8443)).toEqual([
      ...origins,
      "https://node.example.com:8443",
      "https://[2001:db8::1]:8443",
    ]);
    expect(allowedOrigins({ ...answers, landingPage: false })).toEqual(origins);
    expect(allowedOrigins({ ...answers, origins: "any" })).toBe("any");
  });
});
