import { describe, expect, it } from "vitest";
import { validateName, validateNameUnattended } from "../../../src/core/validate/name.ts";

const label63 = "a".repeat(63);
const name253 = `${label63}.${label63}.${label63}.${"a".repeat(61)}`;

describe("names that are taken", () => {
  it.each([
    ["node.example.com", "node.example.com"],
    ["Node.Example.COM", "node.example.com"],
    ["1and1.example", "1and1.example"],
    ["a-b.ab--c.example", "a-b.ab--c.example"],
    [`${label63}.example`, `${label63}.example`],
    [name253, name253],
    ["203.0.113.10", "203.0.113.10"],
    ["2001:DB8:0:0::10", "2001:db8::10"],
    ["0:0:0:0:0:0:0:1", "::1"],
  ])("%s", (text, value) => {
    expect(validateName(text)).toEqual({ ok: true, value });
  });
});

describe("names that are refused, each with its own line", () => {
  const alphabet = "a name has letters, digits, - and dots.";
  it.each([
    ["", "a name is missing; give one such as node.example.com."],
    ["node_1.example.com", `node_1.example.com: ${alphabet}`],
    ["a b.example.com", `a b.example.com: ${alphabet}`],
    ["a\nb.example.com", `a\\nb.example.com: ${alphabet}`],
    ["a\0.example.com", `a\\0.example.com: ${alphabet}`],
    ['a".example.com', `a".example.com: ${alphabet}`],
    ["a'.example.com", `a'.example.com: ${alphabet}`],
    ["a;.example.com", `a;.example.com: ${alphabet}`],
    ["a}.example.com", `a}.example.com: ${alphabet}`],
    ["$a.example.com", `$a.example.com: ${alphabet}`],
    ["a`b.example.com", `a\`b.example.com: ${alphabet}`],
    ["a\\b.example.com", `a\\b.example.com: ${alphabet}`],
    ["user:secret@example.com", "Give the name only, without what stands before @."],
    ["a\u202eb.example.com", `a\\u{202e}b.example.com: ${alphabet}`],
    ["-a.example.com", "-a.example.com: a name cannot begin with a hyphen."],
    ["--help", "--help: a name cannot begin with a hyphen."],
    ["a.-b.com", "a.-b.com: a part between dots cannot begin or end with a hyphen."],
    ["a-.example.com", "a-.example.com: a part between dots cannot begin or end with a hyphen."],
    ["a..example.com", "a..example.com: a dot stands between two parts of a name."],
    [".example.com", ".example.com: a dot stands between two parts of a name."],
    ["node.example.com.", "node.example.com.: leave the dot at the end out."],
    ["*.example.com", "*.example.com: no wildcards: clients connect to one exact name; write each one out."],
    [`${label63}a.com`, `${"a".repeat(60)}…: a part between dots has at most 63 characters; one has 64.`],
    [`${name253}a`, `${"a".repeat(60)}…: a name has at most 253 characters; this has 254.`],
    ["127.1", "127.1 is no address; did you mean 127.0.0.1?"],
    ["0x7f.1", "0x7f.1 is no address; did you mean 127.0.0.1?"],
    ["0177.0.0.1", "0177.0.0.1 is no address; did you mean 127.0.0.1?"],
    ["2130706433", "2130706433 is no address; did you mean 127.0.0.1?"],
    ["１２７.０.０.１", "１２７.０.０.１ is no address; did you mean 127.0.0.1?"],
    ["256.1.1.1", "256.1.1.1 is no address: it has four parts from 0 to 255."],
    ["example.123", "example.123: a name cannot end in a number."],
    ["xn--a.com", "xn--a.com: its xn-- part stands for no name."],
    ["wss://node.example.com", "Give the name only, without wss://."],
    ["//node.example.com", "Give the name only, without //."],
    ["node.example.com:443", "Give the name only, without :443."],
    ["node.example.com/ws", "Give the name only, without /ws."],
    ["node.example.com:443/a\nb", "Give the name only, without :443/a\\nb."],
    ["[::1]", "[::1]: give the address without the brackets."],
    ["fe80::1%eth0", "fe80::1%eth0: leave %eth0 out: it means something on one box only."],
    ["::ffff:127.0.0.1", "::ffff:127.0.0.1 is the IPv4 address 127.0.0.1; write that."],
    ["0.0.0.0", "0.0.0.0: this stands for every address of a box; write one of them."],
    ["::", "::: this stands for every address of a box; write one of them."],
    ["224.0.0.1", "224.0.0.1: no client can connect to a group address."],
    ["ff02::1", "ff02::1: no client can connect to a group address."],
    [
      "no\u00adde.example.com",
      "no\\u{ad}de.example.com: it has letters that a name turns into others; did you mean node.example.com?",
    ],
    [
      "a。example.com",
      "a。example.com: it has letters that a name turns into others; did you mean a.example.com?",
    ],
  ])("%j", (text, message) => {
    expect(validateName(text)).toEqual({ ok: false, message });
  });
});

describe("names in other scripts", () => {
  it("shows the real form of one that cannot be mistaken", () => {
    const note = {
      id: "idn",
      text: "bücher.example: its real name is xn--bcher-kva.example.",
      confirm: false,
    };
    expect(validateName("bücher.example")).toEqual({ ok: true, value: "xn--bcher-kva.example", note });
    expect(validateNameUnattended("bücher.example")).toEqual({
      ok: true,
      value: "xn--bcher-kva.example",
      note,
    });
  });

  it("asks before it takes a Latin name with one Cyrillic letter", () => {
    const text =
      "pоlkadot.example.com holds a letter that looks Latin: its real name is xn--plkadot-9ig.example.com.";
    expect(validateName("pоlkadot.example.com")).toEqual({
      ok: true,
      value: "xn--plkadot-9ig.example.com",
      note: { id: "homograph", text, confirm: true },
    });
  });

  it.each([
    ["pоlkadot.example.com", "xn--plkadot-9ig.example.com", "Latin and Cyrillic"],
    ["gοogle.com", "xn--gogle-rce.com", "Latin and Greek"],
    ["аррӏе.com", "xn--80ak6aa92e.com", "all Cyrillic, all look-alikes"],
  ])("where nobody can be asked, %s must be written as %s (%s)", (text, real) => {
    expect(validateNameUnattended(text)).toEqual({
      ok: false,
      message: `${text} holds a letter that looks Latin: its real name is ${real}. Write that name if you mean it.`,
    });
    expect(validateNameUnattended(real)).toMatchObject({
      ok: true,
      value: real,
      note: { id: "homograph", confirm: false },
    });
  });

  it.each(["пример.рф", "сор.рф", "пример.com", "例え.テスト", "café.example", "ελλάδα.gr"])(
    "%s is no look-alike",
    (text) => {
      expect(validateName(text)).toMatchObject({ ok: true, note: { id: "idn", confirm: false } });
    },
  );

  it("says what an xn-- name shows as", () => {
    const note = { id: "idn", text: "xn--bcher-kva.example shows as bücher.example.", confirm: false };
    expect(validateName("xn--bcher-kva.example")).toEqual({ ok: true, value: "xn--bcher-kva.example", note });
  });
});

it("takes a name without a dot, with a note", () => {
  expect(validateName("mybox")).toMatchObject({
    ok: true,
    value: "mybox",
    note: { id: "single-label", confirm: false },
  });
});
