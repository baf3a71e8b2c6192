import fc from "fast-check";
import { expect, it } from "vitest";
import type { Answers } from "../../src/core/answers.ts";
import { formatAnswers, parseAnswersText } from "../../src/core/answers-file.ts";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import { Failure } from "../../src/core/errors.ts";
import { validateAcmeServer } from "../../src/core/validate/acme-server.ts";
import { validateBackend } from "../../src/core/validate/backend.ts";
import { durationRange, validateDuration } from "../../src/core/validate/duration.ts";
import { validateEmail } from "../../src/core/validate/email.ts";
import { validateName, validateNameUnattended } from "../../src/core/validate/name.ts";
import { validateOrigin } from "../../src/core/validate/origin.ts";
import { validatePath } from "../../src/core/validate/path.ts";
import { validatePort } from "../../src/core/validate/port.ts";
import type { Validator } from "../../src/core/validate/verdict.ts";
import { daysRange, wholeNumber } from "../../src/core/validate/whole-number.ts";

const label = fc
  .stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/)
  .filter((text) => !text.startsWith("xn--"));
const name = fc.oneof(
  fc.tuple(label, label).map((labels) => labels.join(".")),
  fc.constantFrom("203.0.113.10", "2001:db8::10", "xn--bcher-kva.example"),
);
const port = fc.integer({ min: 1, max: 65_535 });
const origin = fc.tuple(label, port).map(([host, number]) => `https://${host}.example:${number}`);
const path = fc
  .array(fc.stringMatching(/^[\w.~-]*\w$/), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join("/")}`);
const key = fc.constantFrom("rsa", "ecdsa");
const days = fc.integer({ min: 1, max: 825 });
const off = fc.constant(false);
const connections = fc.integer({ min: 1, max: 65_535 });
const count = fc.integer({ min: 1, max: 1_000_000 });

const certificate = fc.oneof(
  fc.record({ source: fc.constant("self-signed"), key, days }),
  fc.record({
    source: fc.constant("own-ca"),
    key,
    days,
    caPassphraseFile: path,
    caKey: fc.constantFrom("keep", "offline"),
  }),
  fc.record({ source: fc.constant("files"), certificateFile: path, keyFile: path }),
  fc.record(
    {
      source: fc.constant("certbot"),
      email: fc.tuple(label, label).map(([user, host]) => `${user}@${host}.example`),
      agreeTerms: fc.constant(true),
      server: fc.oneof(
        fc.constantFrom("production", "staging"),
        label.map((host) => `https://${host}.example/dir`),
      ),
      challenge: fc.constantFrom("webroot", "standalone"),
      key,
    },
    { requiredKeys: ["source", "agreeTerms"] },
  ),
);

/** Raw answers that are good; every field but two may be left out. */
const rawAnswers = fc.record(
  {
    backend: fc.array(
      fc.tuple(label, port).map(([host, number]) => `ws://${host}.internal:${number}`),
      { minLength: 1, maxLength: 3 },
    ),
    names: fc.array(name, { minLength: 1, maxLength: 5 }),
    proxy: fc.constantFrom("nginx", "apache", "haproxy", "caddy", "embedded"),
    certificate,
    tls: fc.record({
      profile: fc.constantFrom("intermediate", "modern", "compatible"),
      dhparam: fc.constantFrom("ffdhe3072", "generate", "none"),
    }),
    limits: fc.oneof(
      off,
      fc.record({
        connectionsPerIp: fc.oneof(connections, off),
        handshakesPerSecond: fc.oneof(count, off),
        burst: count,
      }),
    ),
    origins: fc.oneof(fc.constant("any"), fc.array(origin, { minLength: 1, maxLength: 4 })),
    redirectHttp: fc.boolean(),
    idleTimeout: fc.integer({ min: 10, max: 2_073_600 }),
    firewall: fc.constantFrom("auto", "iptables", "ufw", "firewalld", "none"),
    monitoring: fc.constant(false),
    landingPage: fc.constantFrom("auto", true, false),
  },
  { requiredKeys: ["backend", "names"] },
);

it("answers that are saved come back the same, and the normal form is its own normal form", () => {
  fc.assert(
    fc.property(rawAnswers, (raw) => {
      const answers: Answers = parseAnswers(raw);
      expect(parseAnswers(parseAnswersText(formatAnswers(answers), "answers.yaml"))).toEqual(answers);
      expect(parseAnswers(answers)).toEqual(answers);
    }),
  );
});

/** Text made to hurt: what looks right, with anything spliced in. */
const hostile = fc
  .tuple(
    fc.constantFrom(
      "node.example.com",
      "ws://127.0.0.1:9944",
      "https://app.example.com",
      "ops@example.com",
      "/etc/ssl/a.pem",
      "::1",
      "",
    ),
    fc.oneof(
      fc.constantFrom(
        " ",
        "\n",
        "\0",
        '"',
        "'",
        ";",
        "{",
        "}",
        "$",
        "\\",
        "`",
        "-",
        "@",
        "/",
        "?",
        "#",
        "%",
        ":",
        "[",
        "]",
        "..",
        "_",
        "*",
        "\u00a0",
        "\u2028",
        "\u202e",
        "\u200d",
        "\u00ad",
        "ü",
        "о",
        "０",
        "。",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.boolean(),
  )
  .map(([text, splice, place, replace]) => {
    const at = Math.round(place * text.length);
    return text.slice(0, at) + splice + text.slice(replace ? at + splice.length : at);
  });

const validators: Readonly<Record<string, Validator>> = {
  name: validateName,
  "name of a file": validateNameUnattended,
  backend: validateBackend,
  origin: validateOrigin,
  path: validatePath,
  email: validateEmail,
  server: validateAcmeServer,
};

it.each(Object.entries(validators))(
  "no %s that is taken can leave its place in a configuration, and no refusal can leave its line",
  (_, validate) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const verdict = validate(text);
        if (!verdict.ok) expect(verdict.message).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
        else {
          expect(verdict.value).not.toMatch(/[\s\p{C}\p{Z}"'`;{}$\\<>|&()#%*!?^]|^-/u);
          expect(validate(verdict.value)).toMatchObject({ ok: true, value: verdict.value });
        }
      }),
      { numRuns: 2_000 },
    );
  },
);

const numbers: Readonly<Record<string, readonly [Validator<number>, number, number]>> = {
  duration: [validateDuration, durationRange.min, durationRange.max],
  port: [validatePort, 1, 65_535],
  days: [wholeNumber(daysRange), daysRange.min, daysRange.max],
};

it.each(Object.entries(numbers))(
  "no %s that is taken is anything but a number in its range, and no refusal can leave its line",
  (_, [validate, least, most]) => {
    const almost = fc.oneof(
      hostile,
      fc.tuple(fc.integer(), hostile).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(fc.oneof(almost, fc.stringMatching(/^[+-]?0?\d{1,12}[smhde.x ]?$/)), (text) => {
        const verdict = validate(text);
        if (!verdict.ok) expect(verdict.message).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
        else {
          expect(verdict.value).toBeGreaterThanOrEqual(least);
          expect(verdict.value).toBeLessThanOrEqual(most);
          expect(text).toMatch(/^\d{1,9}[smhd]?$/);
        }
      }),
      { numRuns: 2_000 },
    );
  },
);

it("whatever stands in a field, the refusal is one line of ours that names a field", () => {
  const fields = [
    "backend",
    "names",
    "proxy",
    "certificate",
    "tls",
    "limits",
    "origins",
    "redirectHttp",
    "idleTimeout",
    "firewall",
    "monitoring",
    "landingPage",
  ];
  const inner = [
    "source",
    "key",
    "days",
    "email",
    "agreeTerms",
    "server",
    "profile",
    "dhparam",
    "connectionsPerIp",
    "burst",
    "certificateFile",
  ];
  const scalar = fc.oneof(
    fc.constantFrom(
      null,
      true,
      false,
      0,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "",
      "certbot",
      "files",
      "own-ca",
    ),
    hostile,
    fc.integer(),
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...inner), fc.string()), scalar, { maxKeys: 4 }),
  );
  const changes = fc.dictionary(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...fields) }, { weight: 1, arbitrary: fc.string() }),
    value,
    { minKeys: 1, maxKeys: 3 },
  );
  fc.assert(
    fc.property(changes, (change) => {
      const line = refusalOf({ backend: "ws://127.0.0.1:9944", names: ["node.example.com"], ...change });
      if (line === undefined) return;
      expect(line).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
      expect(line).toMatch(/^([\w[\].-]+|.*".*"): .+[.?]$/);
      expect(line).not.toMatch(/Invalid|expected|received|Unrecognized|undefined|object Object/);
    }),
    { numRuns: 2_000 },
  );
});

function refusalOf(raw: unknown): string | undefined {
  try {
    parseAnswers(raw);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
