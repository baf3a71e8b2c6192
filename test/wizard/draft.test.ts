import { describe, expect, it } from "vitest";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { type Draft, draftOf, emptyDraft, givenBy, rawAnswers } from "../../src/wizard/draft.ts";
import { draftStore } from "../../src/wizard/runner/draft-file.ts";

const draft: Draft = { ...emptyDraft, names: "node.example.com" };

function certificateOf(patch: Partial<Draft>): unknown {
  return rawAnswers({ ...draft, ...patch }).certificate;
}

describe("the certificate's answers", () => {
  it("are those of the chosen source alone, without a default that nobody chose", () => {
    const all = {
      email: "ops@example.com",
      agreeTerms: true,
      certificateFile: "/a.pem",
      keyFile: "/a.key",
    } as const;
    expect(certificateOf(all)).toEqual({ source: "self-signed" });
    expect(certificateOf({ ...all, source: "certbot" })).toEqual({
      source: "certbot",
      email: "ops@example.com",
      agreeTerms: true,
    });
    expect(certificateOf({ ...all, source: "own-ca" })).toEqual({ source: "own-ca" });
    expect(certificateOf({ ...all, source: "files" })).toEqual({
      source: "files",
      certificateFile: "/a.pem",
      keyFile: "/a.key",
    });
  });

  it.each([
    { source: "self-signed", key: "ecdsa", days: 90 },
    { source: "certbot", agreeTerms: true, server: "staging", challenge: "standalone", key: "rsa" },
    { source: "own-ca", days: 30, key: "ecdsa", caPassphraseFile: "/root/ca.pass", caKey: "offline" },
    { source: "files", certificateFile: "/a.pem", keyFile: "/a.key" },
  ])("survive a walk through the guide: %o", (certificate) => {
    const raw = { backend: "ws://127.0.0.1:9944", names: ["node.example.com"], certificate };
    expect(parseAnswers(rawAnswers(draftOf(raw)))).toEqual(parseAnswers(raw));
    expect(rawAnswers(draftOf(raw)).certificate).toEqual(certificate);
  });

  it("of saved settings leave the kind of key to another source's own default", () => {
    const saved = { source: "certbot", agreeTerms: true, server: "production", key: "ecdsa" };
    const kept = draftOf({ certificate: saved });
    expect(rawAnswers({ ...kept, source: "self-signed" }).certificate).toEqual({ source: "self-signed" });
  });

  it("know what flags said, also where that stands there anyway", () => {
    expect(Object.keys(givenBy({ certificate: { source: "self-signed" } }))).toEqual(["source"]);
  });

  it("never take a name or a backend from among the certificate's fields", () => {
    const raw = { names: ["node.example.com"], certificate: { source: "files", names: "evil.example" } };
    expect(draftOf(raw).names).toBe("node.example.com");
  });
});

describe("a draft of an older release", () => {
  it("is read with the defaults of what it does not know", async () => {
    const host = new MemoryHost();
    const old = { draft: { names: "kept.example.com", source: "self-signed" }, at: "certificate" };
    await host.writeFile("/draft.yaml", JSON.stringify(old), { mode: 0o600 });
    const saved = await draftStore(host, "/draft.yaml").read();
    expect(saved?.draft).toEqual({ ...emptyDraft, names: "kept.example.com" });
  });
});
