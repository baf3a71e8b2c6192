import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Page, readBackend, renderPage } from "../../src/landing-page/page.ts";

const some: Page = {
  name: "node.example.com",
  source: "self-signed",
  backend: { kind: "substrate" },
  apps: true,
};

const sources = ["self-signed", "own-ca", "certbot", "files"] as const;
const kinds = ["substrate", "ethereum", "engine.io", "libp2p", "echo", "websocket"] as const;

/** What stands between two marks. */
function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from) + from.length;
  return text.slice(start, text.indexOf(to, start));
}

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The page's tags, text left out: what a value must never add to. */
const tags = (html: string) => html.match(/<[!/a-z][a-z0-9]*/gi);

describe("the page", () => {
  it("is one small file that loads nothing, whatever it is about", () => {
    for (const source of sources)
      for (const kind of kinds) {
        const html = renderPage({ ...some, source, backend: { kind } });
        expect(Buffer.byteLength(html)).toBeLessThan(10_240);
        expect(html).not.toMatch(/\ssrc=|@import|url\(|<link rel="stylesheet"|\son[a-z]+=|\sstyle=/i);
      }
  });

  it("lets a browser run and draw what is in it, and nothing else", () => {
    const html = renderPage(some);
    const policy = between(html, '<meta http-equiv="Content-Security-Policy" content="', '">');
    const script = between(html, "<script>", "</script>");
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(between(html, "<style>", "</style>"))}`,
      "img-src data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    // A policy holds for what comes after it alone.
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<style>"));
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(/innerHTML|document\.write|eval/);
  });

  it("has the same script for everybody", () => {
    const script = (page: Partial<Page>) =>
      between(renderPage({ ...some, ...page }), "<script>", "</script>");
    const other = { name: "x.example", source: "own-ca", backend: { kind: "echo", protocol: "x" } } as const;
    expect(script(other)).toBe(script({}));
  });

  it.each([
    '"><script>alert(1)</script>',
    "' onload='alert(1)",
    "</title><img src=x onerror=alert(1)>",
    "--><b>&amp;",
    "</script><script>",
    "${location}`\\u0022",
  ])("writes %s as the text that it is", (nasty) => {
    const nice = renderPage({ ...some, backend: { kind: "substrate", protocol: "nice" } });
    const html = renderPage({ ...some, name: nasty, backend: { kind: "substrate", protocol: nasty } });
    expect(tags(html)).toEqual(tags(nice));
    expect(html.split('"')).toHaveLength(nice.split('"').length);
    const escaped = between(html, '<h1 id="name">', "</h1>");
    expect(escaped).not.toMatch(/[<>"']/);
    expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))).toBe(nasty);
  });

  it("has as many tags and quotes for any text", () => {
    const count = (html: string) => [tags(html)?.length, html.split('"').length, html.split("'").length];
    const page = (text: string) =>
      renderPage({ ...some, name: text, backend: { kind: "substrate", protocol: text } });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(count(page(text))).toEqual(count(page("a")));
      }),
    );
  });

  it("offers the root and what to do with it where there is one, and only there", () => {
    const ofOwn = renderPage({ ...some, source: "own-ca" });
    for (const end of ["crt", "pem", "der"])
      expect(ofOwn).toContain(`href="/.wss-setup/wss-setup-root.${end}"`);
    for (const device of ["iPhone, iPad", "Android", "Computer"]) {
      const steps = between(ofOwn, `<h3>${device}</h3>`, "</ol>");
      expect(steps.match(/<li>/g)).toHaveLength(3);
    }
    for (const source of ["self-signed", "certbot", "files"] as const)
      expect(renderPage({ ...some, source })).not.toContain("wss-setup-root");
    expect(renderPage(some)).toContain("You accepted it for this browser only");
    expect(renderPage({ ...some, source: "files" })).not.toMatch(/accepted it|data-doubt/);
  });

  it("leads to polkadot.js apps from a Substrate node that lets them in", () => {
    expect(renderPage({ ...some, name: "2001:db8::1" })).toContain(
      'href="https://polkadot.js.org/apps/?rpc=wss%3A%2F%2F%5B2001%3Adb8%3A%3A1%5D"',
    );
    const link = '<a id="apps"';
    expect(renderPage({ ...some, apps: false })).not.toContain(link);
    expect(renderPage({ ...some, backend: { kind: "ethereum" } })).not.toContain(link);
  });

  it("tells again what it was told of the backend, and nothing of text that is not ours", () => {
    for (const kind of kinds) {
      expect(readBackend(renderPage({ ...some, backend: { kind } }))).toEqual({ kind });
      const backend = { kind, protocol: "mqtt" };
      expect(readBackend(renderPage({ ...some, backend }))).toEqual(backend);
    }
    expect(readBackend("<p>something else</p>")).toBeUndefined();
    expect(readBackend('<body data-kind="nonsense">')).toBeUndefined();
  });
});
