import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { systemRoots } from "../../../core/backend-trust.ts";
import { type EmbeddedConfig, embeddedConfigSchema } from "./config.ts";
import { readPublicFile } from "./public-file.ts";

/** The configuration and every file that it names, read at one moment. */
export interface Settings {
  readonly config: EmbeddedConfig;
  /** Undefined, like its key: there is none yet. */
  readonly certificate: Buffer | undefined;
  readonly key: Buffer | undefined;
  readonly dhparam: Buffer | undefined;
  /** What backends over TLS are held to: what was pinned, or the box's authorities; undefined: those that come with Node. */
  readonly roots: Buffer | undefined;
  /** Undefined: the page that tests the connection is not wanted, or not there. */
  readonly page: Buffer | undefined;
  /** Folder that stands for `/`. */
  readonly root: string;
}

/** Files that were handed over. */
export interface Handed {
  /** The key, and the certificates, the leaf first. */
  readonly pair: string;
  /** What backends over TLS are held to. */
  readonly pin: string;
}

/**
 * @param root folder that stands for `/`
 * @param handed copies, where the server may not read the files that the configuration names
 * @throws Error that says in one line which file is wrong, and how
 */
export async function readSettings(file: string, root: string, handed?: Handed): Promise<Settings> {
  const config = parse(file, (await read(root, file)).toString("utf8"));
  const { certificateFile, keyFile, dhparamFile } = config.tls;
  return {
    config,
    certificate: await readIfNamed(root, certificateFile && (handed?.pair ?? certificateFile)),
    key: await readIfNamed(root, keyFile && (handed?.pair ?? keyFile)),
    dhparam: await readIfNamed(root, dhparamFile),
    roots:
      config.pin === undefined
        ? await readFile(systemRoots).catch(() => undefined)
        : await read(root, handed?.pin ?? config.pin.file),
    page: config.page && (await readPublicFile(join(root, config.page.folder), "index.html")),
    root,
  };
}

async function readIfNamed(root: string, path: string | undefined): Promise<Buffer | undefined> {
  return path === undefined ? undefined : await read(root, path);
}

async function read(root: string, path: string): Promise<Buffer> {
  try {
    return await readFile(join(root, path));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Error(`${path} cannot be read (${code})`);
  }
}

function parse(file: string, text: string): EmbeddedConfig {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Error(`${file} is no JSON`);
  }
  const parsed = embeddedConfigSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Error(`${file}: ${z.prettifyError(parsed.error).split("\n").join(" ")}`);
}
