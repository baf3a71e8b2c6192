import { spawn } from "node:child_process";

/** What a process of another user got out of a folder. */
export interface Loot {
  /** How often it opened a file. */
  readonly opened: number;
  /** Names of files in which it read what was not meant for it. */
  readonly stolen: readonly string[];
}

/** A file that was opened while it was empty, or whose permission was wide, can be read as long as one likes. */
const program = `
  const fs = require("node:fs");
  const [folder, secret, user] = process.argv.slice(1);
  process.setgroups([]);
  process.setgid(Number(user));
  process.setuid(Number(user));
  const loot = { opened: 0, stolen: [] };
  let held = [];
  let ended = false;
  process.stdin.on("data", () => { ended = true; });
  const read = ({ name, descriptor }) => {
    const bytes = Buffer.alloc(64);
    const length = fs.readSync(descriptor, bytes, 0, bytes.length, 0);
    fs.closeSync(descriptor);
    if (bytes.toString("latin1", 0, length).includes(secret)) loot.stolen.push(name);
  };
  const look = () => {
    for (let round = 0; round < 200; round++) {
      for (const name of fs.readdirSync(folder)) {
        try {
          held.push({ name, descriptor: fs.openSync(folder + "/" + name, "r") });
          loot.opened += 1;
        } catch (error) {
          if (!["EACCES", "ENOENT"].includes(error.code)) throw error;
        }
      }
      if (held.length > 200) for (const each of held.splice(0, 100)) read(each);
    }
    process.stdout.write(loot.opened + "\\n");
    if (!ended) return setImmediate(look);
    for (const each of held) read(each);
    process.stderr.write(JSON.stringify(loot));
    process.stdin.destroy();
  };
  look();
`;

/** Opens as `user` all that it can, as fast as it can, and looks later what is in there; until `stop`. */
export function keyThief(folder: string, secret: string, user: number) {
  const child = spawn(process.execPath, ["-e", program, folder, secret, String(user)]);
  let opened = 0;
  let report = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    opened = Number(text.trim().split("\n").at(-1));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    report += text;
  });
  return {
    opened: () => opened,
    stop: () =>
      new Promise<Loot>((resolve, reject) => {
        child.once("close", (code) => (code === 0 ? resolve(JSON.parse(report)) : reject(new Error(report))));
        child.stdin.write("stop");
      }),
  };
}
