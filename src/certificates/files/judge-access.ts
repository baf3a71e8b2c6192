import { shWord } from "../../core/sh-word.ts";
import type { FilesFacts, Place } from "./files-facts.ts";
import type { FilesRow } from "./judge.ts";

/** Bits of a mode (chmod(1)). */
const bits = { everybody: 0o007, group: 0o070, everybodyWrites: 0o002, sticky: 0o1000 } as const;

/** Who may get at the private key: root alone, and nobody who could swap it. */
export function judgeAccess({ certificate, key }: FilesFacts): readonly FilesRow[] {
  const rows = [
    ...judgePlace(key),
    // A file may hold both; then it is as secret as the key.
    ...(certificate.holdsKey && certificate.real !== key.real ? judgePlace(certificate) : []),
  ];
  return rows.length > 0 ? rows : [{ state: "ok", text: "only root can read the key" }];
}

function judgePlace(place: Place): readonly FilesRow[] {
  const { path, real, mode = 0, gid = 0 } = place;
  if ((mode & bits.everybody) !== 0) {
    const text = `every user of this box can get at the private key in ${path} (mode ${octal(mode)})`;
    return [{ state: "failed", text, fix: `chmod 600 ${shWord(real)}` }];
  }
  const open = place.folders.find(
    (folder) => (folder.mode & bits.everybodyWrites) !== 0 && (folder.mode & bits.sticky) === 0,
  );
  if (open !== undefined) {
    const text = `every user of this box can swap the private key: ${open.path} is open to all`;
    return [{ state: "failed", text, fix: `chmod o-w ${shWord(open.path)}` }];
  }
  const shared = (mode & bits.group) !== 0 && gid !== 0;
  return [
    ...(shared
      ? [
          {
            state: "warning" as const,
            text: `the group ${gid} can get at the private key in ${path} (mode ${octal(mode)})`,
            fix: `chmod 600 ${shWord(real)}`,
          },
        ]
      : []),
    ...judgeOwner(place),
  ];
}

function judgeOwner({ path, real, uid = 0, folders }: Place): readonly FilesRow[] {
  if (uid !== 0) {
    const text = `the private key in ${path} belongs to another user than root (uid ${uid})`;
    return [{ state: "warning", text, fix: `chown root: ${shWord(real)}` }];
  }
  const foreign = folders.find((folder) => folder.uid !== 0);
  if (foreign === undefined) return [];
  const text = `user ${foreign.uid} can swap the private key: ${foreign.path} belongs to that user`;
  return [{ state: "warning", text, fix: "keep the pair in a folder of root's, such as /etc/ssl/private" }];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
