import { describe, expect, it } from "vitest";
import { formatAnswers, parseAnswersText } from "../../src/core/answers-file.ts";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import { exitCode, Failure } from "../../src/core/errors.ts";

/** The one line that refuses this file. */
function refusal(text: string, file = "answers.yaml"): string {
  try {
    parseAnswersText(text, file);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error).toMatchObject({ kind: "operator", exitCode: exitCode.invalidInput });
    return error.message;
  }
  throw new Error("this file was taken");
}

describe("files that are taken", () => {
  it("YAML with comments, lists in both forms, and Windows line ends", () => {
    const text =
      "# mine\r\nbackend: ws://127.0.0.1:9944  # node\r\nnames: [a.example]\r\norigins:\r\n  - https://a.example\r\n";
    expect(parseAnswersText(text, "a.yaml")).toEqual({
      backend: "ws://127.0.0.1:9944",
      names: ["a.example"],
      origins: ["https://a.example"],
    });
  });

  it("JSON, also with tabs", () => {
    const answers = {
      backend: "ws://127.0.0.1:9944",
      names: ["a.example"],
      limits: false,
      certificate: { days: 30 },
    };
    expect(parseAnswersText(JSON.stringify(answers, null, "\t"), "a.json")).toEqual(answers);
    expect(parseAnswersText(`\ufeff${JSON.stringify(answers)}`, "a.json")).toEqual(answers);
  });
});

describe("files that are refused, with line and column", () => {
  it.each([
    [
      "a: [1\nb: 2\n",
      "line 2, column 1: this is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
    ["a: b: c", "line 1, column 4: this is no YAML: Nested mappings are not allowed in compact mappings."],
    ["a:\n\tb: 1", "line 2, column 1: this is no YAML: Tabs are not allowed as indentation."],
    ["a: 1\nb: 2\na: 3\n", "line 3, column 1: this is no YAML: this field is there twice."],
    ['{"a": 1,\n "a": 2}', "line 2, column 2: this is no YAML: this field is there twice."],
    [
      "a: 1\n---\nb: 1\n",
      "line 2, column 1: this is no YAML: a second document begins here; there may be only one.",
    ],
    ["a: &x [1]\nb: *x\n", "line 2, column 4: aliases (*) are not taken; write the value out."],
    ["*odd : 1", "line 1, column 1: aliases (*) are not taken; write the value out."],
    ["? [*odd]\n: 1", "line 1, column 3: the name of a field is text."],
    ["a: !odd 1", "line 1, column 4: this is no YAML: tags (!) are not taken."],
    ["a: !!binary aGk=", "line 1, column 13: tags (!) are not taken."],
    ["a: 1\n? [b]\n: 1", "line 2, column 3: the name of a field is text."],
    ["a: 1\n5: 1", "line 2, column 1: the name of a field is text."],
    ["a: 1\nb: x\0y", "line 2, column 5: this is no text: it holds a control character or NUL."],
    ["😀: 1\nb: \u001b", "line 2, column 4: this is no text: it holds a control character or NUL."],
    ["- a\n- b\n", 'line 1, column 1: fields such as "backend: ws://127.0.0.1:9944" belong here.'],
    ["# x\n\njust words", 'line 3, column 1: fields such as "backend: ws://127.0.0.1:9944" belong here.'],
  ])("%j", (text, line) => {
    expect(refusal(text)).toBe(`answers.yaml: ${line}`);
  });

  it("one that is nested without end", () => {
    const line = /^answers\.yaml: line 1, column \d+: this is no YAML: nested too deep\.$/;
    expect(refusal(`a: ${"[".repeat(5_000)}${"]".repeat(5_000)}`)).toMatch(line);
  });

  it("an empty one and one that is too large", () => {
    expect(refusal("")).toBe("answers.yaml: the file is empty; backend and names are needed.");
    expect(refusal("# nothing\n")).toBe("answers.yaml: the file is empty; backend and names are needed.");
    expect(refusal("#".repeat(262_145))).toBe(
      "answers.yaml: too large for an answers file; at most 256 KiB.",
    );
  });

  it("a bomb of aliases, at once", () => {
    const level = (n: number) =>
      `l${n}: &l${n} [${Array.from({ length: 10 }, () => (n === 0 ? "x" : `*l${n - 1}`)).join(",")}]`;
    const bomb = Array.from({ length: 10 }, (_, n) => level(n)).join("\n");
    expect(refusal(bomb)).toBe(
      "answers.yaml: line 2, column 10: aliases (*) are not taken; write the value out.",
    );
  });

  it("a private key, without repeating any of it", () => {
    const key = "-----BEGIN PRIVATE KEY-----\nMIIEvSecret: x\nabc: [\n-----END PRIVATE KEY-----\n";
    expect(refusal(key)).not.toContain("Secret");
  });

  it("names a strange file name on one line", () => {
    expect(refusal("", "a\nb.yaml")).toBe("a\\nb.yaml: the file is empty; backend and names are needed.");
  });
});

describe("answers that are saved", () => {
  const answers = parseAnswers({
    backend: "ws://127.0.0.1:9944",
    names: ["node.example.com", "2001:db8::10"],
    certificate: { source: "certbot", agreeTerms: true, email: "ops@example.com" },
    origins: ["https://app.example.com"],
  });

  it("are a file that a person can read, and say who wrote it", () => {
    expect(
      formatAnswers(answers),
    ).toBe(`# Written by wss-setup: the answers that this endpoint was set up with (wss-setup schema describes them).
backend: ws://127.0.0.1:9944
names:
  - node.example.com
  - 2001:db8::10
proxy: nginx
certificate:
  source: certbot
  email: ops@example.com
  agreeTerms: true
  server: production
  challenge: webroot
  key: ecdsa
tls:
  profile: intermediate
  dhparam: ffdhe2048
limits:
  connectionsPerIp: 50
  handshakesPerSecond: 10
  burst: 20
origins:
  - https://app.example.com
redirectHttp: true
firewall: auto
monitoring: false
landingPage: auto
idleTimeout: 1d
`);
  });

  it("come back the same", () => {
    expect(parseAnswers(parseAnswersText(formatAnswers(answers), "answers.yaml"))).toEqual(answers);
  });
});
