import { outside } from "../core/errors.ts";
import type { Warning } from "../core/finding.ts";
import type { Host, RunResult } from "../host/host.ts";
import { findDatabases, type NssDatabase } from "./nss-databases.ts";
import type { Root } from "./root.ts";
import type { Held, Place, Survey, TrustStore } from "./store.ts";

const program = "/usr/bin/certutil";
const timeout = 30_000;

/** The name of our entry; the rest of it is the root's id, so that an older root is told from this one. */
const nickname = "wss-setup root";

/** Trusted to sign for servers, and for nothing else (certutil(1), -t). */
const trusted = "C,,";

/** Databases of Firefox and Chromium, which trust nothing of the system store on Debian. They are their users' own. */
export const nssStore: TrustStore = {
  id: "nss",

  async survey(host, root): Promise<Survey> {
    const { databases, unreadable } = await findDatabases(host);
    const unseen = unreadable.map((home) => warning("unreadable-home", `${home} could not be looked into`));
    if (databases.length === 0) return { places: [], warnings: unseen };
    if ((await host.stat(program)) === undefined) {
      const titles = databases.map(({ title }) => title).join(", ");
      const text = `${titles}: this takes the program certutil, which is missing`;
      return {
        places: [],
        warnings: [...unseen, warning("no-certutil", text, "apt-get install libnss3-tools, then this again")],
      };
    }
    const looks = await Promise.all(databases.map((database) => look(host, database, root)));
    return {
      places: looks.flatMap((seen) => ("held" in seen ? [seen] : [])),
      warnings: [...unseen, ...looks.flatMap((seen) => ("held" in seen ? [] : [seen]))],
    };
  },

  async install(host, place, root): Promise<void> {
    await nssStore.remove(host, place);
    const name = `${nickname} ${root.id}`;
    const added = await certutil(host, place, ["-A", "-t", trusted, "-n", name, "-a"], root.pem);
    if (added.code === 0) return;
    // A database behind a password takes the certificate and then refuses to trust it.
    await certutil(host, place, ["-D", "-n", name]);
    throw failure(place, "would not trust the root", added);
  },

  async remove(host, place): Promise<void> {
    const listed = await certutil(host, place, ["-L"]);
    for (const { name } of entriesOf(listed)) {
      const removed = await certutil(host, place, ["-D", "-n", name]);
      if (removed.code !== 0) throw failure(place, "would not forget the root", removed);
    }
  },
};

async function look(
  host: Host,
  { title, path, owner }: NssDatabase,
  root: Root | undefined,
): Promise<Place | Warning> {
  const place = { store: "nss", title, path, owner } as const;
  const listed = await certutil(host, place, ["-L"]);
  if (listed.code !== 0)
    return warning("unreadable-database", failure(place, "could not be read", listed).message);
  return { ...place, held: heldBy(entriesOf(listed), root) };
}

interface Entry {
  readonly name: string;
  readonly trust: string;
}

function heldBy(entries: readonly Entry[], root: Root | undefined): Held {
  if (entries.length === 0) return "nothing";
  const [only, ...others] = entries;
  const same = only?.name === `${nickname} ${root?.id}` && only.trust === trusted && others.length === 0;
  return same ? "this-root" : "other";
}

/** Our entries in the table that `certutil -L` prints: a name, blanks, the three trust flags. */
function entriesOf({ stdout }: RunResult): readonly Entry[] {
  return stdout.split("\n").flatMap((line) => {
    const [, name, trust] = /^(wss-setup root [0-9a-f]{8})\s+(\S*)\s*$/.exec(line) ?? [];
    return name === undefined || trust === undefined ? [] : [{ name, trust }];
  });
}

/** As the user whose database it is: its files stay the user's, and root opens nothing that a user made. */
function certutil(
  host: Host,
  { owner = "root", path }: Pick<Place, "owner" | "path">,
  [verb = "", ...args]: readonly string[],
  input?: string,
): Promise<RunResult> {
  const argv = ["runuser", "-u", owner, "--", "certutil", verb, "-d", `sql:${path}`, ...args];
  return host.run(argv, { timeout, ...(input === undefined ? {} : { input }) });
}

function failure(
  { title, path }: Pick<Place, "title" | "path">,
  what: string,
  { stdout, stderr }: RunResult,
) {
  const said = `${stdout}${stderr}`.trim();
  const locked = said.includes("SEC_ERROR_BAD_PASSWORD");
  const why = locked ? "it is locked with a password of its owner" : said.split("\n").at(-1);
  return outside(`${title} (${path}) ${what}: ${why}`, said, "import the root in the browser's own settings");
}

function warning(id: string, text: string, next?: string): Warning {
  return { id, text, ...(next === undefined ? {} : { next }) };
}
