import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type RenewalOptions, renewalScript } from "../../../src/certificates/renewal/script.ts";
import type { IssuedPair } from "../../../src/certificates/source.ts";
import type { Authority } from "../../../src/certificates/x509/authority.ts";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stand-in for a program: lines of sh. */
type Program = string;

/**
 * A folder that stands for a box: the pair, an authority, and programs that write down when they were called. Its name
 * holds what a shell would take for something else.
 */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), "it's $HOME; `x` "));
  readonly certificateFile = join(this.folder, "certs/wss-setup.crt");
  readonly keyFile = join(this.folder, "private/wss-setup.key");
  readonly rootFile = join(this.folder, "ca/root.crt");
  readonly rootKeyFile = join(this.folder, "ca/root.key");
  readonly lockFile = join(this.folder, "lock");
  readonly #calls = join(this.folder, "calls");

  constructor(pair: IssuedPair, root?: Authority) {
    onTestFinished(() => rmSync(this.folder, { recursive: true }));
    for (const name of ["certs", "private", "ca", "bin", "tmp"]) mkdirSync(join(this.folder, name));
    writeFileSync(this.certificateFile, pair.certificate, { mode: 0o644 });
    writeFileSync(this.keyFile, pair.key, { mode: 0o600 });
    if (root !== undefined) {
      writeFileSync(this.rootFile, root.certificate);
      writeFileSync(this.rootKeyFile, root.key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    }
    for (const name of ["logger", "test-proxy", "reload-proxy"]) this.program(name, "");
  }

  /** Puts a program first in PATH; it notes its call and then does what these lines say. */
  program(name: string, lines: Program): void {
    const path = join(this.folder, "bin", name);
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>"$CALLS"\n${lines}\n`);
    chmodSync(path, 0o755);
  }

  /** Runs the script for these settings, as a whole line of `sh` around it where one is given (`flock …`). */
  async run(
    options: Pick<RenewalOptions, "names" | "key" | "days" | "copies">,
    before: readonly string[] = [],
  ): Promise<Outcome> {
    const script = join(this.folder, "renew");
    const root = { certificateFile: this.rootFile, keyFile: this.rootKeyFile };
    const content = renewalScript({
      ...options,
      certificateFile: this.certificateFile,
      keyFile: this.keyFile,
      ...(existsSync(this.rootFile) ? { root } : {}),
      test: [join(this.folder, "bin/test-proxy"), "-t", "two words"],
      reload: ["reload-proxy"],
      lockFile: this.lockFile,
      recordFile: join(this.folder, "renewed"),
    });
    writeFileSync(script, content);
    const [program = "", ...args] = [...before, "/bin/sh", script];
    const child = spawn(program, args, {
      env: {
        PATH: `${join(this.folder, "bin")}:${process.env.PATH}`,
        CALLS: this.#calls,
        FOLDER: this.folder,
        TMPDIR: join(this.folder, "tmp"),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    return { code, ...said };
  }

  /** The calls so far, in their order. */
  get calls(): readonly string[] {
    return existsSync(this.#calls) ? readFileSync(this.#calls, "utf8").split("\n").slice(0, -1) : [];
  }

  get pair(): IssuedPair {
    return {
      certificate: readFileSync(this.certificateFile, "utf8"),
      key: readFileSync(this.keyFile, "utf8"),
    };
  }

  /** Every file of the pair's folders and of the one for temporary things, with its mode. */
  get files(): Readonly<Record<string, string>> {
    const paths = ["certs", "private", "tmp"].flatMap((name) =>
      readdirSync(join(this.folder, name)).map((file) => `${name}/${file}`),
    );
    return Object.fromEntries(
      paths.map((path) => [path, (statSync(join(this.folder, path)).mode & 0o777).toString(8)]),
    );
  }
}
