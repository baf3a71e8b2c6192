import { describe, expect, it } from "vitest";
import { formatDuration } from "../../../src/core/duration.ts";
import { nearest } from "../../../src/core/nearest.ts";
import { validateAcmeServer } from "../../../src/core/validate/acme-server.ts";
import { validateDuration } from "../../../src/core/validate/duration.ts";
import { validateEmail } from "../../../src/core/validate/email.ts";
import { validateOrigin } from "../../../src/core/validate/origin.ts";
import { validatePath } from "../../../src/core/validate/path.ts";
import { show } from "../../../src/core/validate/show.ts";
import type { Validator } from "../../../src/core/validate/verdict.ts";
import {
  connectionsRange,
  daysRange,
  rateRange,
  wholeNumber,
} from "../../../src/core/validate/whole-number.ts";

/** One row a value: what is typed, and its normal form or (after a `!`) the line that refuses it. */
function judge(validate: Validator<unknown>, rows: readonly (readonly [string, unknown])[]) {
  it.each(rows)("%j → %j", (text, expected) => {
    const verdict = validate(text);
    expect(verdict.ok ? verdict.value : `! ${verdict.message}`).toEqual(expected);
  });
}

describe("origins", () => {
  judge(validateOrigin, [
    ["https://App.Example.com", "https://app.example.com"],
    ["https://app.example.com:443", "https://app.example.com"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["https://[::1]:8443", "https://[::1]:8443"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["chrome-extension://abcdef", "chrome-extension://abcdef"],
    [
      "https://app.example.com/",
      "! https://app.example.com/: an origin has no path; take https://app.example.com.",
    ],
    [
      "https://app.example.com:443/x?token=1",
      "! https://app.example.com:443/x?…: an origin has no path; take https://app.example.com.",
    ],
    ["null", "! null: any sandboxed page has this origin; it cannot be told from others."],
    ["any", "! any: this stands alone, not in a list."],
    ["*", "! *: write any for all origins."],
    ["https://*.example.com", "! https://*.example.com: no wildcards: write each origin out."],
    [
      "app.example.com",
      "! app.example.com: an origin begins with https:// or http://, such as https://app.example.com.",
    ],
    ["https://a:b@app.example.com", "! https://…@app.example.com: leave the user name and the password out."],
    ["https://app.example.com:0", "! Port 0 is not a number from 1 to 65535."],
    ['https://a"b.com', '! a"b.com: a name has letters, digits, - and dots.'],
    ["https://a$b.com", "! a$b.com: a name has letters, digits, - and dots."],
    ["https://a.com\n", "! a.com\\n: a name has letters, digits, - and dots."],
    ["https://127.1", "! 127.1 is no address; did you mean 127.0.0.1?"],
    [
      "-https://a.com",
      "! -https://a.com: an origin begins with https:// or http://, such as https://app.example.com.",
    ],
  ]);
});

describe("e-mail addresses", () => {
  judge(validateEmail, [
    ["ops@example.com", "ops@example.com"],
    ["first.last+tag@Example.COM", "first.last+tag@example.com"],
    ["", "! an e-mail is missing; give one such as ops@example.com, or leave it out."],
    ["--help@b.com", "! --help@b.com: an e-mail cannot begin with a hyphen."],
    ["ops", "! ops: an e-mail looks like ops@example.com."],
    ["a b@example.com", "! a b@example.com: an e-mail looks like ops@example.com."],
    ["a\n@example.com", "! a\\n@example.com: an e-mail looks like ops@example.com."],
    ["a$b@example.com", "! a$b@example.com: an e-mail looks like ops@example.com."],
    [".a@example.com", "! .a@example.com: an e-mail looks like ops@example.com."],
    ["a@b@example.com", "! a@b@example.com: an e-mail looks like ops@example.com."],
    [`${"a".repeat(65)}@b.com`, `! ${"a".repeat(60)}…: an e-mail looks like ops@example.com.`],
    ["a@localhost", "! a@localhost: the part after @ is a domain name such as example.com."],
    ["a@127.0.0.1", "! a@127.0.0.1: the part after @ is a domain name such as example.com."],
    ["a@-b.com", "! a@-b.com: the part after @ is a domain name such as example.com."],
    ["a@b.com\n", "! a@b.com\\n: the part after @ is a domain name such as example.com."],
  ]);
});

describe("paths", () => {
  judge(validatePath, [
    ["/etc/ssl/private/node.key", "/etc/ssl/private/node.key"],
    ["/srv/müller/a_b+c@d,e=f~1.pem", "/srv/müller/a_b+c@d,e=f~1.pem"],
    ["", "! a path is missing; give one such as /etc/ssl/node.pem."],
    ["node.key", "! node.key: give the whole path, beginning with /."],
    ["-node.key", "! -node.key: give the whole path, beginning with /."],
    ["/etc/../shadow", "! /etc/../shadow: write the path without //, /./ and /../ in it."],
    ["/etc//a", "! /etc//a: write the path without //, /./ and /../ in it."],
    ["/etc/./a", "! /etc/./a: write the path without //, /./ and /../ in it."],
    ["/etc/ssl/", "! /etc/ssl/: this is a folder; give the file."],
    ["/etc/my key", "! /etc/my key: a path may not hold a space."],
    ["/etc/a\nb", "! /etc/a\\nb: a path may not hold \\n."],
    ["/etc/a\0b", "! /etc/a\\0b: a path may not hold \\0."],
    ["/etc/a;b", "! /etc/a;b: a path may not hold ;."],
    ["/etc/a}b", "! /etc/a}b: a path may not hold }."],
    ["/etc/$a", "! /etc/$a: a path may not hold $."],
    ['/etc/"a"', '! /etc/"a": a path may not hold ".'],
    ["/etc/'a'", "! /etc/'a': a path may not hold '."],
    [`/${"a/".repeat(2048)}a`, `! /${"a/".repeat(29)}a…: a path has at most 4095 bytes.`],
    [`/${"é/".repeat(1400)}a`, `! /${"é/".repeat(29)}é…: a path has at most 4095 bytes.`],
    [`/${"é".repeat(128)}`, `! /${"é".repeat(59)}…: a name between two / has at most 255 bytes.`],
    [`/${"é".repeat(127)}`, `/${"é".repeat(127)}`],
  ]);
});

describe("ACME servers", () => {
  judge(validateAcmeServer, [
    ["production", "production"],
    ["staging", "staging"],
    ["https://ACME.example:14000/dir", "https://acme.example:14000/dir"],
    ["https://acme.example:443/dir", "https://acme.example/dir"],
    ["prod", "! prod: production, staging or the https:// address of an ACME directory."],
    [
      "http://acme.example/dir",
      "! http://acme.example/dir: production, staging or the https:// address of an ACME directory.",
    ],
    ["https://u:p@acme.example", "! https://…@acme.example: leave the user name and the password out."],
    [
      "https://acme.example/d;r",
      "! https://acme.example/d;r: the path has letters, digits and . _ ~ - / only.",
    ],
    [
      "https://acme.example/dir\n",
      "! https://acme.example/dir\\n: the path has letters, digits and . _ ~ - / only.",
    ],
    [
      "-https://acme.example",
      "! -https://acme.example: production, staging or the https:// address of an ACME directory.",
    ],
  ]);
});

describe("times", () => {
  judge(validateDuration, [
    ["90s", 90],
    ["15m", 900],
    ["2h", 7200],
    ["1d", 86_400],
    ["3600", 3600],
    ["24d", 2_073_600],
    ["9s", "! 9s: this would close working connections; at least 10s."],
    ["0", "! 0: this would close working connections; at least 10s."],
    ["25d", "! 25d: no proxy can wait so long; at most 24d."],
    ["1w", "! 1w: a time is a number and s, m, h or d, such as 90s or 1d."],
    ["1d\n", "! 1d\\n: a time is a number and s, m, h or d, such as 90s or 1d."],
    ["-1d", "! -1d: a time is a number and s, m, h or d, such as 90s or 1d."],
    ["", "! : a time is a number and s, m, h or d, such as 90s or 1d."],
  ]);

  it.each([
    [86_400, "1d"],
    [90_000, "25h"],
    [90, "90s"],
    [120, "2m"],
  ])("%d seconds are written %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
    expect(validateDuration(text)).toEqual({ ok: true, value: seconds });
  });
});

describe("whole numbers", () => {
  judge(wholeNumber(connectionsRange), [
    ["65535", 65_535],
    ["65536", "! 65536 is not a whole number from 1 to 65535."],
    ["0", "! 0 would refuse everyone; use false for off."],
  ]);
  judge(wholeNumber(rateRange), [
    ["50", 50],
    ["0", "! 0 would refuse everyone; use false for off."],
    ["1000001", "! 1000001 is not a whole number from 1 to 1000000."],
    ["80a", "! 80a is not a whole number from 1 to 1000000."],
    ["-1", "! -1 is not a whole number from 1 to 1000000."],
    ["1.5", "! 1.5 is not a whole number from 1 to 1000000."],
    ["", "!  is not a whole number from 1 to 1000000."],
  ]);
  judge(wholeNumber(daysRange), [
    ["825", 825],
    ["826", "! 826 is not a whole number from 1 to 825."],
    ["0", "! 0 is not a whole number from 1 to 825."],
  ]);
});

describe("what was meant", () => {
  const keys = ["backend", "names", "proxy", "redirectHttp", "idleTimeout"];
  it.each([
    ["nmaes", "names"],
    ["name", "names"],
    ["redirect-http", "redirectHttp"],
    ["idle_timeout", "idleTimeout"],
    ["Backend", "backend"],
    ["xyz", undefined],
    ["", undefined],
    ["x".repeat(100_000), undefined],
  ])("%.20s → %s", (typed, meant) => {
    expect(nearest(typed, keys)).toBe(meant);
  });
});

it("shows what cannot be seen, on one line", () => {
  expect(show("a\r\n\t\0\u001b[31m\u2028\u200b\ud800")).toBe(
    "a\\r\\n\\t\\0\\u{1b}[31m\\u{2028}\\u{200b}\\u{d800}",
  );
});
