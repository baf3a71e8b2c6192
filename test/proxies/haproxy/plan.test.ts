import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import { applyEdits } from "../../../src/core/edit.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { blockOf } from "../../../src/core/marked-block.ts";
import type { EditFile } from "../../../src/core/step.ts";
import type { HaproxyFacts } from "../../../src/proxies/haproxy/haproxy-facts.ts";
import { marks, places } from "../../../src/proxies/haproxy/places.ts";
import { planHaproxy } from "../../../src/proxies/haproxy/plan-haproxy.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { boxWith, certificate, plainHaproxy } from "./site.ts";

interface Scene {
  readonly answers?: Partial<Answers>;
  readonly haproxy?: Partial<HaproxyFacts>;
  readonly facts?: Partial<Facts>;
  readonly page?: string;
}

function planOn({ answers, haproxy, facts, page }: Scene = {}) {
  return planHaproxy({
    answers: { ...someAnswers, ...answers },
    facts: boxWith(haproxy ?? {}, facts),
    certificate,
    ...(page === undefined ? {} : { page }),
  });
}

function sections(scene: Scene = {}, before = "global\n"): string {
  const step = planOn(scene).steps.find((each): each is EditFile => each.kind === "EditFile");
  return blockOf(applyEdits(before, step?.edits ?? []), marks) ?? "";
}

const standalone: Answers["certificate"] = {
  source: "certbot",
  agreeTerms: true,
  server: "production",
  challenge: "standalone",
  key: "ecdsa",
};

describe("what HAProxy gets", () => {
  it("is a block at the end of haproxy.cfg, the script that counts, and the page", () => {
    expect(planOn({ page: "<!doctype html>" }).steps.map(({ id }) => id)).toEqual([
      `file:${places.handshakes}`,
      `file:${places.page}`,
      `file:${places.main}`,
    ]);
  });

  it("is port 80 alone as long as there is no certificate", () => {
    const { steps } = planHaproxy({
      answers: { ...someAnswers, certificate: standalone },
      facts: boxWith({}),
    });
    expect(steps).toHaveLength(1);
    const step = steps[0] as EditFile;
    const text = applyEdits("", step.edits);
    expect(text).toContain("server certbot 127.0.0.1:402");
    expect(text).not.toMatch(/443|backend wss-setup-backend|lua|redirect/);
  });

  it("counts nothing where there are no limits", () => {
    const { steps } = planOn({ answers: { limits: false } });
    expect(steps.map(({ id }) => id)).toEqual([`file:${places.main}`]);
    expect(sections({ answers: { limits: false } })).not.toMatch(/lua|stick-table|429/);
  });

  it("balances by the fewest connections, and by address where a session has several", () => {
    const backend = ["ws://127.0.0.1:9944", "ws://127.0.0.1:9945"];
    expect(sections({ answers: { backend } })).toMatch(
      /balance leastconn\n[\s\S]*9944 check[\s\S]*9945 check/,
    );
    const fact = { answers: true, kind: "engine.io", label: "Socket.IO" } as const;
    const facts = { backends: { "ws://127.0.0.1:9945": fact } };
    expect(sections({ answers: { backend }, facts })).toContain("balance source");
    expect(sections({ facts })).not.toContain("balance");
  });

  it("verifies each backend over TLS under its own name", () => {
    const backend = ["wss://a.example.com", "wss://b.example.com:8443/", "ws://127.0.0.1:9944"];
    const text = sections({ answers: { backend } });
    for (const name of ["a", "b"])
      expect(text).toMatch(new RegExp(`ssl verify required ca-file \\S+ verifyhost ${name}.example.com sni`));
    expect(text).toMatch(/server wss-setup-3 127.0.0.1:9944 check inter 2s fall 3 rise 2\n/);
    expect(text).toContain("parse-resolv-conf");
  });

  it("holds a backend to the certificate that the operator pinned", () => {
    const file = "/srv/node's.pem";
    const answers = { backend: ["wss://10.0.0.1:9944"], backendCertificate: file };
    const seen = {
      names: ["node.lan"],
      notBefore: "",
      notAfter: "",
      fingerprint: "",
      key: "rsa",
      selfSigned: true,
    } as const;
    const facts = { certificates: { [file]: { ...seen, issuer: "", keyMatches: false } } };
    expect(sections({ answers, facts })).toContain(
      "ca-file '/srv/node'\\''s.pem' verifyhost node.lan sni str(node.lan)",
    );
    expect(planOn({ answers, facts, haproxy: { trustStore: false } }).problems).toEqual([]);
  });

  it("keeps the address that stands for a name while nobody answers", () => {
    const backend = ["ws://localhost:9944"];
    const seen = (address?: string) => ({
      backends: {
        "ws://localhost:9944": {
          answers: address !== undefined,
          kind: "websocket",
          label: "",
          local: ["127.0.0.1", "::1"],
          ...(address === undefined ? {} : { address }),
        } as const,
      },
    });
    const up = sections({ answers: { backend }, facts: seen("::1") });
    expect(up).toContain("server wss-setup-1 [::1]:9944 # ws://localhost:9944\n");
    const text = `global\n\n${marks[0]}\n${up}${marks[1]}\n`;
    const files = { [places.main]: { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: "", text } as const };
    expect(sections({ answers: { backend }, facts: { ...seen(), files } })).toBe(up);
  });

  it.each<[string, Partial<HaproxyFacts>, RegExp, boolean]>([
    ["asks vanished clients after a minute", { version: "2.4.14" }, /clitcpka-idle 60s/, true],
    ["knows no times for that before 2.4", { version: "2.2.9" }, /clitcpka-idle/, false],
    ["offers the hybrid curve with OpenSSL 3.5", { openssl: "3.5.0" }, /curves X25519MLKEM768:/, true],
    ["does not with an older one", { openssl: "3.0.17" }, /MLKEM/, false],
    ["says how Lua's booleans are taken since 3.1", { version: "3.2.9" }, /bool-sample-conversion/, true],
    [
      "leaves that to an operator who uses Lua",
      { version: "3.2.9", global: { room: {}, lua: true, dhparam: false } },
      /bool-sample/,
      false,
    ],
    ["passes a message of 16 KiB in one piece", {}, /tune\.bufsize 17408/, true],
    [
      "leaves buffers to an operator who sized them",
      { global: { room: {}, buffers: true, lua: false, dhparam: false } },
      /bufsize/,
      false,
    ],
    ["binds no IPv6 where the kernel knows none", { ipv6: false }, /:::/, false],
  ])("%s", (_, haproxy, expression, there) => {
    expect(expression.test(sections({ haproxy }))).toBe(there);
  });

  it.each([
    ["http://other.example.com/", true],
    ["SVN+ssh2.x://other.example.com/", true],
    ["/path://other.example.com/", false],
    ["2http://other.example.com/", false],
  ])("knows an address in absolute form by its scheme: %s", (url, isAbsolute) => {
    const expression = /\{ url -m reg -i (\S+) \} !\{/.exec(sections())?.[1] ?? "nothing";
    expect(new RegExp(expression, "i").test(url)).toBe(isAbsolute);
  });

  it("has parameters for DHE only for old clients, and leaves the operator's own", () => {
    const answers = { tls: { profile: "compatible", dhparam: "ffdhe2048" } } as const;
    const line = `ssl-dh-param-file ${certificate.dhparamFile}`;
    expect(sections()).not.toContain("dh-param");
    expect(sections({ answers })).toContain(line);
    const own = { global: { room: {}, lua: false, dhparam: true } };
    expect(sections({ answers, haproxy: own })).not.toContain("dh-param");
  });
});

describe("values of the operator that keep clients out", () => {
  const text =
    "defaults\n  maxconn 7\nglobal\n    maxconn 100 # few\n    ulimit-n 300\n\nfrontend x\n    maxconn 5\n";
  const room = (mostOpenFiles?: number) => {
    const haproxy = {
      global: { room: { maxconn: 100, "ulimit-n": 300 }, lua: false, dhparam: false },
      ...(mostOpenFiles === undefined ? {} : { mostOpenFiles }),
    };
    const step = planOn({ haproxy }).steps.at(-1) as EditFile;
    return applyEdits(text, step.edits).split("\n# wss-setup")[0];
  };

  it("are raised in the global section, and nothing else is", () => {
    expect(room()).toBe(
      text.replace("    maxconn 100 # few", "    maxconn 10240").replace("ulimit-n 300", "ulimit-n 32768"),
    );
  });

  it("are raised as far as the system allows", () => {
    expect(room(20_000)).toContain("    maxconn 9900\n    ulimit-n 20000\n");
  });

  it("stay where they are large enough", () => {
    const haproxy = { global: { room: { maxconn: 50_000 }, lua: false, dhparam: false } };
    expect((planOn({ haproxy }).steps.at(-1) as EditFile).edits).toHaveLength(1);
  });
});

describe("what stands in the way", () => {
  const texts = (scene: Scene) => planOn(scene).problems.map(({ text }) => text);
  const bind = { file: places.main, line: 12, address: "*:440-450", first: 440, last: 450 };

  it.each<[string, Scene, RegExp]>([
    [
      "a configuration that HAProxy refuses",
      { haproxy: { failure: "parsing [x:3] : unknown keyword" } },
      /already refuses .*unknown keyword/,
    ],
    [
      "a section of the operator's on port 443",
      { haproxy: { binds: [bind] } },
      /port 443 already \(line 12: bind \*:440-450\)/,
    ],
    [
      "a section of the operator's on port 80",
      { haproxy: { binds: [{ ...bind, address: ":80", first: 80, last: 80 }] } },
      /port 80 .*redirectHttp: false/,
    ],
    [
      "another file that the service reads",
      { haproxy: { otherFile: "/srv/h.cfg" } },
      /told to read \/srv\/h.cfg/,
    ],
    [
      "a file behind ours without defaults",
      { haproxy: { followers: [{ file: "/etc/haproxy/conf.d/a.cfg", section: "frontend" }] } },
      /a\.cfg is read behind/,
    ],
    [
      "a haproxy.cfg that is a link",
      { facts: { files: { [places.main]: { kind: "symlink", target: "../../srv/h.cfg" } } } },
      /haproxy\.cfg is a link to \/etc\/haproxy\/\.\.\/\.\.\/srv\/h\.cfg/,
    ],
    ["a backend over TLS by address", { answers: { backend: ["wss://192.0.2.1"] } }, /has an address/],
    [
      "a backend over TLS on a box that trusts nobody",
      { answers: { backend: ["wss://a.example.com"] }, haproxy: { trustStore: false } },
      /trusts no certificate authority/,
    ],
  ])("%s", (_, scene, text) => {
    expect(texts(scene)).toEqual([expect.stringMatching(text)]);
  });

  it("is nothing on a plain box, and port 80 only where it is wanted", () => {
    expect(texts({})).toEqual([]);
    const haproxy = { binds: [{ ...bind, first: 80, last: 80 }] };
    expect(texts({ haproxy, answers: { redirectHttp: false } })).toEqual([]);
  });

  it("is told, where a reload ends sockets or processes count for themselves", () => {
    const global = { ...plainHaproxy.global, hardStopAfter: "30s", processes: 4 };
    expect(planOn({ haproxy: { global } }).warnings.map(({ id }) => id)).toEqual([
      "hard-stop-after",
      "many-processes",
    ]);
  });
});
