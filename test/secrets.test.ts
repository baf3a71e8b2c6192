import { beforeEach, expect, it } from "vitest";
import { progressLines } from "../src/cli/progress.ts";
import { reportFailure } from "../src/cli/report-failure.ts";
import { type Terminal, wholeLines } from "../src/cli/terminal.ts";
import type { FlagValues, VerbContext } from "../src/cli/verb.ts";
import { formatAnswers } from "../src/core/answers-file.ts";
import { paths } from "../src/core/paths.ts";
import { readOnly, realEnvironment } from "../src/environment.ts";
import type { RunResult } from "../src/host/host.ts";
import type { MemoryHost } from "../src/host/memory-host.ts";
import { observe } from "../src/observe.ts";
import { applyVerb } from "../src/verbs/apply.ts";
import { planVerb } from "../src/verbs/plan.ts";
import { rotateVerb } from "../src/verbs/rotate.ts";
import { statusVerb } from "../src/verbs/status.ts";
import { removeVerb } from "../src/verbs/undo.ts";
import { change } from "../src/wizard/runner/run-job.ts";
import { operatorsPair, pretendDebian } from "./helpers/debian/pretend-debian.ts";
import { runProgram } from "./helpers/debian/programs.ts";
import { variablesOf } from "./helpers/debian/systemd.ts";
import { cellsOf } from "./helpers/matrix.ts";
import { tallied } from "./helpers/tally.ts";
import { answersOf } from "./interpreters/apply/in-memory/jobs.ts";
import { combinations } from "./interpreters/apply/in-memory/scene.ts";

const passphrase = "xyzzy-the-marker-of-a-passphrase";
const passphraseFile = "/root/ca-passphrase";
const answersFile = "/root/answers.yaml";

/** What Caddy's unit gives Caddy, for the operator's own site. */
const token = "xyzzy-the marker-of-a-token";

const known = [passphrase, ...token.split(" ")];

const start = Date.parse("2026-11-21T06:00:00Z");

interface File {
  readonly kind: string;
  readonly mode?: number;
  readonly content?: string;
}

/** A box, and everything that anybody but root could learn from what is done on it. */
class Watched {
  /** What a program says in place of what it would; undefined: it is as usual. */
  answer: (argv: readonly string[]) => Partial<RunResult> | undefined = () => undefined;
  /** How often Caddy was given the token. */
  given = 0;
  readonly box: MemoryHost;
  /** stdout, stderr, what programs were called with and what stood in their environment. */
  readonly told: string[] = [];
  readonly terminal: Terminal = {
    result: (text) => this.#tell(text),
    ...wholeLines((text) => this.#tell(text)),
  };
  /** Pieces of every private key that was ever seen, and the passphrase. */
  readonly #secrets = new Set(known);

  constructor() {
    this.box = pretendDebian(new Date(start)).clone({
      run: (argv, { env, input }, host) => {
        const { TOKEN, ...others } = env ?? {};
        const isCaddy = argv[0] === "caddy" || (argv[0] === "runuser" && argv.includes("caddy"));
        if (TOKEN === token && isCaddy) this.given++;
        this.#tell(JSON.stringify({ argv, env: isCaddy ? others : env, input }));
        return this.answer(argv) ?? runProgram(argv, {}, host);
      },
      // Between any two changes nothing may lie open.
      beforeMutation: () => this.look(),
    });
    // A run is known by its time.
    let seconds = 0;
    Object.assign(this.box, { now: () => new Date(start + 1_000 * seconds++) });
    this.box.place(passphraseFile, { content: `${passphrase}\n`, mode: 0o600 });
  }

  /** Every file that holds a secret is for its owner alone, and none of ours that tells of a run does. */
  look(): void {
    const files = Object.entries(this.box.toJSON() as Readonly<Record<string, File>>);
    for (const [, { content = "" }] of files)
      for (const piece of keyPieces(content)) this.#secrets.add(piece);
    for (const [path, { mode = 0, content }] of files) {
      if (content === undefined || !this.#holdsSecret(content)) continue;
      expect(mode & 0o077, `${path} lies open`).toBe(0);
      const isTelling =
        path.startsWith("/var/log/") ||
        [paths.journal, paths.answers, paths.draft, paths.renewed].includes(path as never);
      expect(isTelling, `${path} tells a secret`).toBe(false);
      expect(content.includes(passphrase) && path !== passphraseFile, `the passphrase is in ${path}`).toBe(
        false,
      );
    }
    for (const [path, { kind, mode }] of files) {
      if (kind === "file" && path.startsWith(`${paths.backups}/`)) expect(mode, path).toBe(0o600);
    }
  }

  /** Nothing that was told has a secret in it. */
  listen(): void {
    this.look();
    for (const text of this.told) expect(this.#holdsSecret(text), text.slice(0, 2_000)).toBe(false);
  }

  get keysSeen(): number {
    return this.#secrets.size - known.length;
  }

  async verb(verb: (context: VerbContext) => Promise<unknown>, values: FlagValues): Promise<void> {
    const { box: host, terminal } = this;
    const signal = new AbortController().signal;
    // A failure is told as text and as JSON: whatever stands in it may be read by anybody.
    await verb({ host, terminal, values, signal }).catch((error) => {
      for (const json of [true, false]) reportFailure(error, terminal, json);
    });
  }

  #tell(text: string): void {
    this.told.push(text);
  }

  #holdsSecret(text: string): boolean {
    return [...this.#secrets].some((secret) => text.includes(secret));
  }
}

/** Of the body of each private key a piece that no other key has: its end, which lines may break anywhere. */
function keyPieces(content: string): readonly string[] {
  const blocks = content.matchAll(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]+)-----END \1-----/g);
  return [...blocks].map(([, , body = ""]) => body.trim().split(/\s+/).slice(0, -1).at(-1) ?? body.trim());
}

/** The job as the guide does it, but for the proof: nobody listens in memory. */
async function apply(watched: Watched, answers: ReturnType<typeof answersOf>, typed?: string): Promise<void> {
  const environment = await realEnvironment(watched.box);
  await change({
    environment,
    verb: "apply",
    signal: new AbortController().signal,
    onEvent: progressLines(watched.terminal),
    decide: async ({ kind }) => (kind === "Verify" ? "keep" : "take-back"),
    plan: (installation) => observe(readOnly(environment), answers, installation, { verb: "apply" }),
    ...(typed === undefined ? {} : { secrets: { caPassphrase: typed } }),
  });
}

let watched: Watched;
beforeEach(() => {
  watched = new Watched();
});

const { each } = cellsOf("secrets, in memory");
each(
  combinations.map(({ proxy, source, diagonal }) => ({ proxy: proxy.id, source: source.id, diagonal })),
  ({ diagonal }) => diagonal,
)(
  "$proxy with $source: no key and no passphrase is told or lies open, at any time",
  async ({ proxy, source }) => {
    await tallied("jobs without a secret told", async () => {
      const plain = answersOf(proxy, source);
      const { certificate } = plain;
      const answers =
        certificate.source === "own-ca"
          ? { ...plain, certificate: { ...certificate, caPassphraseFile: passphraseFile } }
          : plain;
      watched.box.place(answersFile, formatAnswers(answers));
      // Fails at its proof, and is taken back.
      for (const json of [true, false])
        await watched.verb(applyVerb, { answers: answersFile, yes: true, json });
      for (const format of ["diff", "json"]) await watched.verb(planVerb, { answers: answersFile, format });
      await apply(watched, answers);
      const changed = { ...answers, names: [...answers.names], redirectHttp: false };
      watched.box.place(answersFile, formatAnswers(changed));
      for (const format of ["diff", "json"]) await watched.verb(planVerb, { answers: answersFile, format });
      for (const json of [true, false]) await watched.verb(statusVerb, { json });
      // A backup of the key that is there; then it is taken back as well.
      await watched.verb(rotateVerb, { yes: true, json: true });
      expect(watched.keysSeen).toBeGreaterThan(0);
      watched.listen();
      await watched.verb(removeVerb, { yes: true });
      watched.listen();
      expect(watched.told.join("\n")).toContain("Taken back. What was there before is back.");
    });
  },
);

it("a passphrase that was typed is nowhere, and the root's key is kept under it", async () => {
  await apply(watched, answersOf("nginx", "own-ca"), passphrase);
  watched.listen();
  const root = (await watched.box.readFile("/etc/wss-setup/ca/root.key"))?.toString();
  expect(root).toContain("BEGIN ENCRYPTED PRIVATE KEY");
});

it("what Caddy's unit gives Caddy goes to Caddy alone, whatever it says of it and wherever it fails", async () => {
  const { box } = watched;
  const answers = answersOf("caddy", "files");
  await box.run(["apt-get", "install", "--", "caddy"]);
  box.place("/etc/caddy/Caddyfile", 'shop.example.com {\n\trespond "{$TOKEN}"\n}\n');
  box.place(variablesOf("caddy.service"), { content: `TOKEN="${token}"\n`, mode: 0o600 });
  box.place(answersFile, formatAnswers(answers));
  const said = { code: 1, stderr: `Error: nonsense in '${token}', at ${token.split(" ")[0]}\n` };
  const look = async () => {
    for (const format of ["diff", "json"]) await watched.verb(planVerb, { answers: answersFile, format });
    for (const json of [true, false]) await watched.verb(statusVerb, { json });
  };
  const faults: readonly ((argv: readonly string[]) => Partial<RunResult> | undefined)[] = [
    (argv) => (argv[0] === "caddy" && argv[1] === "adapt" ? said : undefined),
    (argv) => (argv[0] === "runuser" ? said : undefined),
    (argv) => (argv[0] === "runuser" && !argv.includes("-") ? said : undefined),
    ([program, verb = ""]) =>
      program === "journalctl"
        ? { stdout: said.stderr }
        : program === "systemctl" && /start|reload$/.test(verb)
          ? { code: 1 }
          : undefined,
  ];
  for (const fault of faults) {
    watched.answer = fault;
    watched.told.length = 0;
    await look();
    await watched.verb(applyVerb, { answers: answersFile, yes: true });
    watched.listen();
    expect(watched.told.join("\n"), String(fault)).toContain("nonsense in '{$TOKEN}', at {$TOKEN}");
  }
  watched.answer = () => undefined;
  await apply(watched, answers);
  await look();
  await watched.verb(removeVerb, { yes: true });
  watched.listen();
  expect(watched.given).toBeGreaterThan(faults.length);
});

it("would see a key that lies open, and one that is told", () => {
  const { content: key } = watched.box.toJSON()[operatorsPair.keyFile] as { readonly content: string };
  watched.look();
  watched.told.push(`It said: ${key}`);
  expect(() => watched.listen()).toThrow();
  watched.told.length = 0;
  watched.box.place("/var/backups/copy", { content: key, mode: 0o640 });
  expect(() => watched.listen()).toThrow("/var/backups/copy lies open");
});
