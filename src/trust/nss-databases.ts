import type { Host } from "../host/host.ts";

/** A certificate database of one user's browser. */
export interface NssDatabase {
  /** `Firefox of alice` */
  readonly title: string;
  /** The folder that has it. */
  readonly path: string;
  readonly owner: string;
}

/** Below a home. Chromium has one database for all of its profiles. */
const chromium = [".pki/nssdb", "snap/chromium/current/.pki/nssdb"];

/** Below a home; Firefox has a database in each profile, and each of these folders has the profiles. */
const firefox = [
  ".mozilla/firefox",
  // Firefox 147 and newer, XDG Base Directory Specification.
  ".config/mozilla/firefox",
  "snap/firefox/common/.mozilla/firefox",
  ".var/app/org.mozilla.firefox/.mozilla/firefox",
];

interface User {
  readonly name: string;
  readonly home: string;
}

/** Every user's databases, in the order of the users. `unreadable` are homes that even root may not look into. */
export async function findDatabases(
  host: Host,
): Promise<{ readonly databases: readonly NssDatabase[]; readonly unreadable: readonly string[] }> {
  const databases: NssDatabase[] = [];
  const unreadable: string[] = [];
  for (const user of await findUsers(host)) {
    try {
      databases.push(...(await databasesOf(host, user)));
    } catch {
      unreadable.push(user.home);
    }
  }
  return { databases, unreadable };
}

/** root and people: login.defs(5) gives people the numbers from 1000 on; 65534 is nobody. */
async function findUsers(host: Host): Promise<readonly User[]> {
  const { stdout } = await host.run(["getent", "passwd"], { timeout: 30_000 });
  return stdout.split("\n").flatMap((line) => {
    const [name = "", , uid, , , home = ""] = line.split(":");
    const number = Number(uid);
    const isPerson = number === 0 || (number >= 1000 && number !== 65_534);
    return name !== "" && home.startsWith("/") && isPerson ? [{ name, home }] : [];
  });
}

/** Firefox makes no other name. One with a line end, which a user can give, would write lines of its own to root's terminal. */
function isPlain(profile: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(profile);
}

async function databasesOf(host: Host, { name, home }: User): Promise<readonly NssDatabase[]> {
  const own = chromium.map((folder) => ({ browser: "Chromium", path: `${home}/${folder}` }));
  const profiles = firefox.map(async (folder) => {
    const names = await host.list(`${home}/${folder}`);
    return names
      .filter(isPlain)
      .map((profile) => ({ browser: "Firefox", path: `${home}/${folder}/${profile}` }));
  });
  const candidates = [...own, ...(await Promise.all(profiles)).flat()];
  const found = candidates.map(async ({ browser, path }) =>
    (await host.stat(`${path}/cert9.db`))?.kind === "file"
      ? [{ title: `${browser} of ${name}`, path, owner: name }]
      : [],
  );
  return (await Promise.all(found)).flat();
}
