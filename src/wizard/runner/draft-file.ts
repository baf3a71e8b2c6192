import { dirname } from "node:path";
import { paths } from "../../core/paths.ts";
import type { Host } from "../../host/host.ts";
import { type SavedDraft, walkSteps } from "../context.ts";
import { emptyDraft } from "../draft.ts";

/** Where the answers typed so far survive a lost connection; root's own, or a user's before root is had. */
export function draftPath(
  uid: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (uid === 0) return paths.draft;
  const home = env.XDG_STATE_HOME ?? (env.HOME === undefined ? undefined : `${env.HOME}/.local/state`);
  return home === undefined ? undefined : `${home}/wss-setup/draft.yaml`;
}

/** Keeps the answers typed so far, so that they survive a lost connection. */
export interface DraftStore {
  read(): Promise<SavedDraft | undefined>;
  write(saved: SavedDraft): Promise<void>;
  forget(): Promise<void>;
}

/** A dry run and the demo keep nothing. */
export const noDraftStore: DraftStore = {
  read: async () => undefined,
  write: async () => {},
  forget: async () => {},
};

/** A draft as one file (0600); one that cannot be read counts as none. What is asked for last is what stays. */
export function draftStore(host: Host, path: string): DraftStore {
  let last: Promise<void> = Promise.resolve();
  let newest: SavedDraft | undefined;
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  return {
    read: async () => {
      const content = await host.readFile(path).catch(() => undefined);
      return content === undefined ? undefined : parse(content.toString("utf8"));
    },
    write: (saved) => {
      newest = saved;
      return inTurn(async () => {
        if (saved !== newest) return;
        await makeFolders(host, dirname(path));
        // JSON is YAML too.
        await host.writeFile(path, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
      });
    },
    forget: () => {
      newest = undefined;
      return inTurn(async () => {
        await host.remove(path);
        const folder = dirname(path);
        if ((await host.stat(folder)) !== undefined && (await host.list(folder)).length === 0)
          await host.remove(folder);
      });
    },
  };
}

function parse(text: string): SavedDraft | undefined {
  try {
    const { draft, at, touched } = JSON.parse(text) as SavedDraft;
    if (!walkSteps.includes(at)) return undefined;
    return { draft: { ...emptyDraft, ...draft }, at, ...(touched === undefined ? {} : { touched }) };
  } catch {
    return undefined;
  }
}

async function makeFolders(host: Host, folder: string): Promise<void> {
  if ((await host.stat(folder)) !== undefined) return;
  await makeFolders(host, dirname(folder));
  await host.makeDirectory(folder, { mode: 0o700 });
}
