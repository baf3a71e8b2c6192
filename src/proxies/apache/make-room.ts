import { createDirectory, editFile, writeFile } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import type { Step } from "../../core/step.ts";
import { apacheFacts } from "./apache-facts.ts";

import { hasRoom, makesRoom, mpmFile, roomEdits, roomWanted, wantsStart } from "./mpm.ts";
import { places } from "./places.ts";

/** Room for 10,000 clients: in Apache's own file, and with systemd, which counts the threads of a unit. */
export function makeRoom(facts: Facts): readonly Step[] {
  const path = editable(facts);
  if (path === undefined) return [];
  const threads = facts.init === "systemd" ? manyThreads(facts) : [];
  return [
    editFile(facts, {
      path,
      edits: roomEdits,
      why: "As it comes, Apache holds 149 WebSockets and then stalls; this makes room for 10,000.",
    }),
    ...threads,
  ];
}

function manyThreads(facts: Facts): readonly Step[] {
  return [
    createDirectory(facts, {
      path: places.unitFolder,
      mode: 0o755,
      why: "systemd reads what is added to Apache's unit from here.",
    }),
    writeFile(facts, {
      path: places.unit,
      content: `# Written by wss-setup; "wss-setup remove" takes it away.
# Each WebSocket holds a thread of Apache, and systemd allows a unit but a share of the system's.
[Service]
TasksMax=infinity
`,
      mode: 0o644,
      why: "systemd would stop Apache's threads long before 10,000 on a small box.",
    }),
  ];
}

/** Why a running Apache has to be started anew for the room; undefined where it has not. */
export function restartForRoom(facts: Facts): string | undefined {
  const path = editable(facts);
  const there = path === undefined ? undefined : facts.files[path];
  if (there?.kind !== "file" || there.text === undefined || !wantsStart(there.text)) return undefined;
  return "Apache takes its room for 10,000 WebSockets (ThreadLimit, ServerLimit) only when it is started anew.";
}

/** What the operator has to know of an Apache that is not given room. */
export function roomWarnings(facts: Facts): readonly Warning[] {
  const apache = apacheFacts(facts);
  if (mpmFile(apache) === undefined) return [prefork(apache.modules?.find((name) => name.startsWith("php")))];
  if (editable(facts) !== undefined || hasRoom(apache)) return [];
  return [
    {
      id: "little-room",
      text: `${mpmFile(apache)} is written in a way that is not edited here: for 10,000 clients it needs ${roomWanted}.`,
      next: `editor ${mpmFile(apache)}`,
    },
  ];
}

/** mod_php works with prefork alone: to take that away would break the operator's sites. */
function prefork(php: string | undefined): Warning {
  const why = php === undefined ? "its MPM is prefork" : `its module ${php} needs the MPM prefork`;
  return {
    id: "prefork",
    text: `Apache gives each connection a process, because ${why}: it holds about 150 WebSockets, and when they are taken your other sites wait too. It is left as it is.`,
    next:
      php === undefined
        ? "a2dismod mpm_prefork && a2enmod mpm_event && systemctl restart apache2, when it suits"
        : `Run PHP through php-fpm, then: a2dismod ${php} mpm_prefork && a2enmod mpm_event && systemctl restart apache2`,
  };
}

/** The file to edit, where that does what it should; also where it is not there yet, or was not looked at. */
function editable(facts: Facts): string | undefined {
  const path = mpmFile(apacheFacts(facts));
  if (path === undefined) return undefined;
  const there = facts.files[path];
  if (there?.kind === "symlink") return undefined;
  return there?.kind !== "file" || there.text === undefined || makesRoom(there.text) ? path : undefined;
}
