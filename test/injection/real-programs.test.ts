import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { apacheString, headerValue } from "../../src/proxies/apache/apache-string.ts";
import { parseApache } from "../../src/proxies/apache/grammar.ts";
import { caddyString } from "../../src/proxies/caddy/caddy-string.ts";
import { wordsOf } from "../../src/proxies/haproxy/grammar.ts";
import { haproxyFormat, haproxyString } from "../../src/proxies/haproxy/haproxy-string.ts";
import { parseNginx } from "../../src/proxies/nginx/grammar.ts";
import { nginxMapKey, nginxString } from "../../src/proxies/nginx/nginx-string.ts";
import { start } from "../helpers/box/command.ts";
import { freePort } from "../helpers/free-port.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tally } from "../helpers/tally.ts";
import { unpacked } from "../helpers/unpacked.ts";
import { liveApache } from "../proxies/apache/running-apache.ts";
import { liveCaddy } from "../proxies/caddy/running-caddy.ts";
import { liveHaproxy } from "../proxies/haproxy/running-haproxy.ts";
import type { LiveProxy } from "../proxies/live/live-proxy.ts";
import { liveNginx } from "../proxies/nginx/running-nginx.ts";
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
async function programs({
  proxy,
  path,
  builds,
}: Pick<LiveProxy, "proxy" | "path" | "builds">): Promise<readonly Program[]> {
  const all = await Promise.all(
    Object.entries(builds).map(async ([suite, { packages }]) => ({
      suite,
      found: await unpacked({ suite, name: proxy.id, packages, path }),
    })),
  );
  return all.flatMap(({ suite, found }) => {
    if ("argv" in found) return [{ suite, argv: found.argv }];
    it.skip(`${proxy.title} of ${suite}: ${found.reason}`, () => undefined);
    return [];
  });
}

interface Place {
  readonly folder: string;
  readonly ports: { readonly http: number; readonly https: number };
}

/** Runs a program on a configuration until the test is over. @param args its arguments, for the file that is written */
async function serve(
  argv: readonly string[],
  args: (file: string, folder: string) => readonly string[],
  ready: RegExp | undefined,
  configuration: (place: Place) => string,
): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "words-"));
  const place = { folder, ports: { http: await freePort(), https: await freePort() } };
  const file = join(folder, "configuration");
  writeFileSync(file, configuration(place));
  const running = start([...argv, ...args(file, folder)]);
  onTestFinished(async () => {
    running.kill("SIGTERM");
    await running.done;
    rmSync(folder, { recursive: true });
  });
  if (ready !== undefined) await running.printed(ready);
  else await vi.waitFor(() => connects(place.ports.https), { timeout: 10_000 });
  return place;
}

function connects(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(void socket.destroy())).once("error", reject);
  });
}

/** What an nginx needs around what is looked at. */
function nginxWith(folder: string, http: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `${process.getuid?.() === 0 ? "user root;" : ""} pid ${folder}/pid; error_log stderr notice; worker_processes 1;
events { worker_connections 64; }
http {
access_log off;
${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n")}
${http}}
`;
}

const nginxReady = /start worker process \d/;
const nginxArgs = (file: string, folder: string) => ["-p", folder, "-c", file, "-g", "daemon off;"];

const nginxes = await programs(liveNginx);
const apaches = await programs(liveApache);
const haproxies = await programs(liveHaproxy);
const caddies = await programs(liveCaddy);
const isSampled = ({ suite }: Program) => suite === "bookworm";

describe("what is written for a program is what the program reads", () => {
  const cells = cellsOf(title);

  cells.each(nginxes, isSampled)("nginx of $suite", async ({ argv }) => {
    const words = written(nginxString);
    const { ports } = await serve(argv, nginxArgs, nginxReady, ({ folder, ports }) =>
      nginxWith(
        folder,
        `server {
listen 127.0.0.1:${ports.https};
${words.map(([, word], at) => `location = /${at} { default_type text/plain; return 200 ${word}; }\n`).join("")}}
`,
      ),
    );
    expectSame(
      (await ask(ports.https, words.length)).map(({ body }) => body),
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
    const { ports } = await serve(argv, nginxArgs, nginxReady, ({ folder, ports }) =>
      nginxWith(
        folder,
        `map_hash_max_size 8192;
map_hash_bucket_size 2048;
map $http_key $found {
default none;
${words.map(([, word], at) => `${word} ${at};\n`).join("")}}
server { listen 127.0.0.1:${ports.https}; default_type text/plain; return 200 $found; }
`,
      ),
    );
    const keys = words.map(([text]) => Buffer.from(text, "utf8").toString("latin1"));
    const answers = await ask(ports.https, words.length, (at) => ({ key: keys[at] ?? "" }));
    expect(answers.map(({ body }, at) => [words[at]?.[0], body])).toEqual(
      words.map(([text], at) => [text, String(at)]),
    );
  });

  cells.each(apaches, isSampled)("Apache of $suite", async ({ argv }) => {
    const words = written(apacheString);
    const values = written(headerValue);
    const modules = ["mpm_event", "headers", "env", "authz_core"];
    const root = (argv.at(-1) ?? "").replace(/\/usr\/sbin\/apache2$/, "");
    const apacheArgs = (file: string) => ["-D", "FOREGROUND", "-f", file];
    const { ports } = await serve(
      argv,
      apacheArgs,
      /resuming normal operations/,
      ({ folder, ports }) => `ServerRoot ${folder}
ServerName localhost
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog "|/bin/cat"
LogLevel notice
${modules.map((name) => `LoadModule ${name}_module ${root}/usr/lib/apache2/modules/mod_${name}.so\n`).join("")}${process.getuid?.() === 0 ? "User www-data\nGroup www-data\n" : ""}Listen 127.0.0.1:${ports.http}
Listen 127.0.0.1:${ports.https}
<VirtualHost *:${ports.https}>
${words.map(([, word], at) => `<Location "/${at}">\nRequire all granted\nSetEnv WORD ${word}\nHeader always set Word "[%{WORD}e]"\n</Location>\n`).join("")}</VirtualHost>
<VirtualHost *:${ports.http}>
${values.map(([, word], at) => `<Location "/${at}">\nRequire all granted\nHeader always set Value ${word}\n</Location>\n`).join("")}</VirtualHost>
`,
    );
    const wordsRead = await ask(ports.https, words.length);
    expectSame(
      wordsRead.map(({ headers }) => (headers.word ?? "").slice(1, -1)),
      words,
    );
    const valuesRead = await ask(ports.http, values.length);
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
    const haproxyArgs = (file: string) => ["-db", "-f", file];
    const { ports } = await serve(
      argv,
      haproxyArgs,
      undefined,
      ({ ports }) => `defaults
    mode http
    timeout client 10s
    timeout connect 10s
    timeout server 10s
${frontend(ports.https, "string", words)}
${frontend(ports.http, "lf-string", formats)}`,
    );
    expectSame(
      (await ask(ports.https, words.length)).map(({ body }) => body),
      words,
    );
    expectSame(
      (await ask(ports.http, formats.length)).map(({ body }) => body),
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
