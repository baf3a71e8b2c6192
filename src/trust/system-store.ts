import { X509Certificate } from "node:crypto";
import { outside } from "../core/errors.ts";
import type { Host } from "../host/host.ts";
import { type Root, rootId } from "./root.ts";
import type { Held, Place, Survey, TrustStore } from "./store.ts";

const program = "/usr/sbin/update-ca-certificates";
/** Roots of the machine's administrator, update-ca-certificates(8); the package makes the folder. */
const folder = "/usr/local/share/ca-certificates";
const file = `${folder}/wss-setup-root.crt`;
const certificates = "/etc/ssl/certs";
const bundle = `${certificates}/ca-certificates.crt`;
/** The name that update-ca-certificates gives to the link to `file`. */
const linkName = "wss-setup-root.pem";
const hooks = "/etc/ca-certificates/update.d";

/** What OpenSSL, curl, Python, Go and most other programs of Debian and Ubuntu trust. */
export const systemStore: TrustStore = {
  id: "system",

  async survey(host, root): Promise<Survey> {
    if ((await host.stat(program)) === undefined) {
      const text = "this box has no system store: the package ca-certificates is missing";
      return {
        places: [],
        warnings: [{ id: "no-system-store", text, next: "apt-get install ca-certificates" }],
      };
    }
    const held = await heldBy(host, root);
    return { places: [{ store: "system", title: "system store", path: file, held }], warnings: [] };
  },

  async install(host, _place: Place, root): Promise<void> {
    const before = await host.readFile(file);
    await host.makeDirectory(folder, { mode: 0o755 });
    await host.writeFile(file, root.pem, { mode: 0o644 });
    try {
      await rebuild(host);
    } catch (error) {
      if (before === undefined) await host.remove(file);
      else await host.writeFile(file, before, { mode: 0o644 });
      // What went wrong first is what counts.
      await rebuild(host).catch(() => undefined);
      throw error;
    }
  },

  async remove(host): Promise<void> {
    await host.remove(file);
    await rebuild(host);
    await tellHooks(host);
  },
};

async function heldBy(host: Host, root: Root | undefined): Promise<Held> {
  const [bytes, links] = await Promise.all([host.readFile(file), ownLinks(host)]);
  if (bytes === undefined && links.length === 0) return "nothing";
  if (root === undefined || bytes === undefined || idOf(bytes) !== root.id) return "other";
  const trusted = (await host.readFile(bundle))?.includes(root.pem.trim()) === true;
  return trusted && links.includes(`${certificates}/${linkName}`) ? "this-root" : "other";
}

function idOf(bytes: Buffer): string | undefined {
  try {
    return rootId(new X509Certificate(bytes).fingerprint256);
  } catch {
    return undefined;
  }
}

/**
 * Debian's own program makes the links and the bundle from the file. It takes a link that is there for done, and leaves
 * one whose file is gone; without ours it sees both cases.
 */
async function rebuild(host: Host): Promise<void> {
  for (const link of await ownLinks(host)) await host.remove(link);
  const { code, stdout, stderr } = await host.run([program], { timeout: 120_000, outlivesUs: true });
  if (code !== 0) throw outside("the system store could not be rebuilt", `${stdout}${stderr}`.trim());
}

/** The link to the file, and those by the hash of its subject, for OpenSSL. */
async function ownLinks(host: Host): Promise<readonly string[]> {
  const names = (await host.list(certificates)).filter(
    (name) => name === linkName || /^[0-9a-f]{8}\.\d+$/.test(name),
  );
  const links = names.map(async (name) => {
    const path = `${certificates}/${name}`;
    const target = (await host.stat(path))?.target;
    return target === file || target === linkName ? [path] : [];
  });
  return (await Promise.all(links)).flat();
}

/**
 * Other stores that follow this one (Java's) are told of what went by a line on stdin, update-ca-certificates(8), which
 * tells them itself only of what the distribution takes out.
 */
async function tellHooks(host: Host): Promise<void> {
  const names = (await host.list(hooks)).filter((name) => /^[\w-]+$/.test(name));
  for (const name of names) {
    const path = `${hooks}/${name}`;
    if (((await host.stat(path))?.mode ?? 0) % 2 === 0) continue;
    const { code, stdout, stderr } = await host.run([path], {
      input: `-${certificates}/${linkName}\n`,
      timeout: 120_000,
    });
    if (code !== 0)
      throw outside(`${path}, which follows the system store, failed`, `${stdout}${stderr}`.trim());
  }
}
