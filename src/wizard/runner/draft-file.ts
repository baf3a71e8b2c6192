import { dirname } from "node:path";
import type { Host } from "../../host/host.ts";
import { type SavedDraft, walkSteps } from "../context.ts";
import { emptyDraft } from "../draft.ts";

/** Where the answers typed so far survive a lost connection; root's own, or a user's before root is had. */
export function draftPath(
  uid: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (uid === 0) return "/var/lib/wss-setup/draft.yaml";
  const home = env.XDG_STATE_HOME ?? (env.HOME === undefined ? undefined : `${env.HOME}/.local/state`);
  return home === undefined ? undefined : `${home}/wss-setup/draft.yaml`;
}

/** The draft of an earlier start; undefined where there is none or it cannot be read. */
export async function readDraft(host: Host, path: string): Promise<SavedDraft | undefined> {
  const text = (await host.readFile(path).catch(() => undefined))?.toString("utf8");
  if (text === undefined) return undefined;
  try {
    const { draft, at } = JSON.parse(text) as SavedDraft;
    if (!walkSteps.includes(at)) return undefined;
    return { draft: { ...emptyDraft, ...draft }, at };
  } catch {
    return undefined;
  }
}

/** Keeps a draft (0600). JSON is YAML too. */
export async function writeDraft(host: Host, path: string, saved: SavedDraft): Promise<void> {
  await makeFolders(host, dirname(path));
  await host.writeFile(path, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
}

async function makeFolders(host: Host, folder: string): Promise<void> {
  if ((await host.stat(folder)) !== undefined) return;
  await makeFolders(host, dirname(folder));
  await host.makeDirectory(folder, { mode: 0o700 });
}
