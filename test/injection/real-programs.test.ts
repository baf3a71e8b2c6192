import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { apacheString, headerValue } from "../../src/proxies/apache/apache-string.ts";
import { parseApache } from "../../src/proxies/apache/grammar.ts";
import { caddyString } from "../../src/proxies/caddy/caddy-string.ts";
import { wordsOf } from "../../src/proxies/haproxy/grammar.ts";
import { haproxyFormat, haproxyString } from "../../src/proxies/haproxy/haproxy-string.ts";
import { parseNginx } from "../../src/proxies/nginx/grammar.ts";
import { nginxMapKey, nginxString } from "../../src/proxies/nginx/nginx-string.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tally } from "../helpers/tally.ts";
import type { Found } from "../helpers/unpacked.ts";
import { findApache } from "../proxies/apache/apache-packages.ts";
import { runApache } from "../proxies/apache/running-apache.ts";
import { findCaddy } from "../proxies/caddy/caddy-packages.ts";
import { findHaproxy } from "../proxies/haproxy/haproxy-packages.ts";
import { runHaproxy } from "../proxies/haproxy/running-haproxy.ts";
import { findNginx } from "../proxies/nginx/nginx-packages.ts";
import { runNginx } from "../proxies/nginx/running-nginx.ts";
import { payloads } from "./payloads.ts";
import { readCaddyfile } from "./readers/caddyfile.ts";

const title = "payloads read back by the real programs";

/** Every payload, and texts of all kinds of signs: always the same, so that what fails can be looked at again. */
const texts: readonly string[] = [
  ...new Set([
    ...payloads.map(({ text }) => text),
    ...fc.sample(
      fc.string({
        unit: fc.oneof(
          fc.constantFrom(..."'\"\\`${}%#;,()<>=~@/ \tnrx0"),
          fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
        ),
        minLength: 1,
        maxLength: 12,
      }),
      { seed: 6, numRuns: 120 },
    ),
  ]),
].filter((text) => text !== "" && text.length < 2_000 && text.isWellFormed());

/** Those that can be written, in their written form; what cannot is refused. */
function written(write: (text: string) => string): readonly (readonly [text: string, word: string])[] {
  const words = texts.flatMap((text) => {
    try {
      return [[text, write(text)] as const];
    } catch (error) {
      expect((error as Error).message).toMatch(/cannot be (?:written into|an argument)/);
      return [];
    }
  });
  expect(words.length).toBeGreaterThan(texts.length / 4);
  tally(title, { tried: texts.length - words.length, exact: texts.length - words.length });
  return words;
}

function expectSame(read: readonly string[], words: readonly (readonly [string, string])[]): void {
  tally(title, { tried: words.length, exact: words.filter(([text], at) => text === read[at]).length });
  expect(read).toEqual(words.map(([text]) => text));
}

interface Answer {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks for `/0`, `/1` and so on over one connection; heads and bodies as the bytes that they are. */
async function ask(
  port: number,
  count: number,
  headers: (index: number) => Record<string, string> = () => ({}),
) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers: Answer[] = [];
  for (let index = 0; index < count; index += 1) {
    answers.push(
      await new Promise<Answer>((resolve, reject) => {
        get({ host: "127.0.0.1", port, agent, path: `/${index}`, headers: headers(index) }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const heads = Object.entries(response.headers).map(([name, value]) => [
              name,
              utf8(String(value)),
            ]);
            resolve({ body: Buffer.concat(chunks).toString("utf8"), headers: Object.fromEntries(heads) });
          });
        }).on("error", reject);
      }),
    );
  }
  agent.destroy();
  return answers;
}

/** Node takes the bytes of a head for Latin-1. */
function utf8(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

interface Program {
  readonly suite: string;
  readonly argv: readonly string[];
}

/** The programs that can be had here; of the others it is told why they cannot. */
async function programs<S extends string>(
  name: string,
  suites: readonly S[],
  find: (suite: S) => Promise<Found>,
): Promise<readonly Program[]> {
  const all = await Promise.all(suites.map(async (suite) => ({ suite, found: await find(suite) })));
  return all.flatMap(({ suite, found }) => {
    if ("argv" in found) return [{ suite, argv: found.argv }];
    it.skip(`${name} of ${suite}: ${found.reason}`, () => undefined);
    return [];
  });
}

const nginxes = await programs("nginx", ["bookworm", "bullseye", "trixie", "forky"], findNginx);
const apaches = await programs("Apache", ["bookworm", "bullseye", "trixie"], findApache);
const haproxies = await programs("HAProxy", ["bookworm", "bullseye", "trixie", "forky"], findHaproxy);
const caddies = await programs("Caddy", ["bookworm", "forky"], findCaddy);
const isSampled = ({ suite }: Program) => suite === "bookworm";

describe("what is written for a program is what the program reads", () => {
  const cells = cellsOf(title);

  cells.each(nginxes, isSampled)("nginx of $suite", async ({ argv }) => {
    const words = written(nginxString);
    const nginx = await runNginx(argv, ({ ports }) => ({
      ours: `server {
listen 127.0.0.1:${ports.https};
${words.map(([, word], at) => `location = /${at} { default_type text/plain; return 200 ${word}; }\n`).join("")}}
`,
    }));
    onTestFinished(() => nginx.stop());
    expectSame(
      (await ask(nginx.ports.https, words.length)).map(({ body }) => body),
      words,
    );
    const ours = parseNginx(words.map(([, word]) => `name ${word};`).join("\n"));
    expect(ours.map(({ args }) => args)).toEqual(words.map(([text]) => [text]));
  });

  cells.each(nginxes, isSampled)("keys of a map in nginx of $suite", async ({ argv }) => {
    // A map knows no upper case, and a header no blanks at its ends.
    const seen = new Set<string>();
    const words = written(nginxMapKey).filter(
      ([text]) => text.trim() === text && !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()),
    );
    const nginx = await runNginx(argv, ({ ports }) => ({
      ours: `map_hash_max_size 8192;
map_hash_bucket_size 2048;
map $http_key $found {
default none;
${words.map(([, word], at) => `${word} ${at};\n`).join("")}}
server { listen 127.0.0.1:${ports.https}; default_type text/plain; return 200 $found; }
`,
    }));
    onTestFinished(() => nginx.stop());
    const keys = words.map(([text]) => Buffer.from(text, "utf8").toString("latin1"));
    const answers = await ask(nginx.ports.https, words.length, (at) => ({ key: keys[at] ?? "" }));
    expect(answers.map(({ body }, at) => [words[at]?.[0], body])).toEqual(
      words.map(([text], at) => [text, String(at)]),
    );
  });

  cells.each(apaches, isSampled)("Apache of $suite", async ({ argv }) => {
    const words = written(apacheString);
    const values = written(headerValue);
    const apache = await runApache(
      argv,
      ["mime", "headers", "env", "authz_core"],
      ({ ports }) => `<VirtualHost *:${ports.https}>
${words.map(([, word], at) => `<Location "/${at}">\nRequire all granted\nSetEnv WORD ${word}\nHeader always set Word "[%{WORD}e]"\n</Location>\n`).join("")}</VirtualHost>
<VirtualHost *:${ports.http}>
${values.map(([, word], at) => `<Location "/${at}">\nRequire all granted\nHeader always set Value ${word}\n</Location>\n`).join("")}</VirtualHost>
`,
    );
    onTestFinished(() => apache.stop());
    const wordsRead = await ask(apache.ports.https, words.length);
    expectSame(
      wordsRead.map(({ headers }) => (headers.word ?? "").slice(1, -1)),
      words,
    );
    const valuesRead = await ask(apache.ports.http, values.length);
    // Blanks at the ends of a header are no part of it.
    expectSame(
      valuesRead.map(({ headers }) => headers.value ?? ""),
      values.map(([text, word]) => [text.replace(/^[ \t]+|[ \t]+$/g, ""), word]),
    );
    const ours = parseApache(words.map(([, word]) => `name ${word}`).join("\n"));
    expect(ours.map(({ args }) => args)).toEqual(words.map(([text]) => [text]));
  });

  cells.each(haproxies, isSampled)("HAProxy of $suite", async ({ argv }) => {
    const words = written(haproxyString);
    const formats = written(haproxyFormat);
    const frontend = (port: number, kind: string, all: typeof words) => `frontend f${port}
    bind 127.0.0.1:${port}
${all.map(([, word], at) => `    http-request return status 200 content-type text/plain ${kind} ${word} if { path /${at} }\n`).join("")}`;
    const haproxy = await runHaproxy(argv, ({ ports }) => ({
      ours: `defaults
    mode http
    timeout client 10s
    timeout connect 10s
    timeout server 10s
${frontend(ports.https, "string", words)}
${frontend(ports.http, "lf-string", formats)}`,
    }));
    onTestFinished(() => haproxy.stop());
    expectSame(
      (await ask(haproxy.ports.https, words.length)).map(({ body }) => body),
      words,
    );
    expectSame(
      (await ask(haproxy.ports.http, formats.length)).map(({ body }) => body),
      formats,
    );
    expect(words.map(([, word]) => wordsOf(`name ${word}`))).toEqual(words.map(([text]) => ["name", text]));
  });

  cells.each(caddies, isSampled)("Caddy of $suite", async ({ argv }) => {
    const words = written(caddyString);
    const folder = mkdtempSync(join(tmpdir(), "caddy-words-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "Caddyfile");
    const site = `:80 {\n${words.map(([, word], at) => `	header X-${at} ${word}\n`).join("")}}\n`;
    writeFileSync(file, site);
    const [program = "", ...args] = argv;
    const env = { PATH: process.env.PATH, HOME: folder };
    const adapted = spawnSync(program, [...args, "adapt", "--config", file, "--adapter", "caddyfile"], {
      env,
      encoding: "utf8",
    });
    expect(adapted.status, adapted.stderr).toBe(0);
    expectSame(valuesIn(JSON.parse(adapted.stdout)), words);
    const [ours] = readCaddyfile(site);
    expect(ours).toEqual([":80", words.map(([text], at) => ["header", `X-${at}`, text])]);
  });
});

/** What headers are set to, by their number. */
function valuesIn(config: unknown): readonly string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const number = /^X-(\d+)$/.exec(key)?.[1];
      if (number !== undefined && Array.isArray(inner)) found[Number(number)] = String(inner[0]);
      else look(inner);
    }
  };
  look(config);
  return found;
}
