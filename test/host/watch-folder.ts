import { spawn } from "node:child_process";

/** What another process saw in a folder while it looked at it without a pause. */
export interface Sightings {
  /** How often the target was read. */
  readonly reads: number;
  /** Lengths and letters of contents that were no single letter, repeated `length` times. */
  readonly partial: readonly string[];
  /** Modes, in octal, of any file in the folder that its group or others could open. */
  readonly open: readonly string[];
  /** Names seen beside the target. */
  readonly others: readonly string[];
}

const program = `
  const fs = require("node:fs");
  const [folder, name, length] = process.argv.slice(1);
  const seen = { reads: 0, partial: [], open: [], others: [] };
  let ended = false;
  process.stdin.on("data", () => { ended = true; });
  const stat = (path) => { try { return fs.statSync(path); } catch { return undefined; } };
  const look = () => {
    for (let round = 0; round < 200; round++) {
      for (const each of fs.readdirSync(folder)) {
        const there = stat(folder + "/" + each);
        if (there === undefined) continue;
        if ((there.mode & 0o077) !== 0) seen.open.push(each + " " + there.mode.toString(8));
        if (each !== name) seen.others.push(each);
      }
      const text = fs.readFileSync(folder + "/" + name, "latin1");
      seen.reads += 1;
      if (text !== text[0].repeat(Number(length))) seen.partial.push(text.length + " " + text[0]);
    }
    process.stdout.write(seen.others.length + "\\n");
    if (!ended) return setImmediate(look);
    process.stderr.write(JSON.stringify({ ...seen, others: [...new Set(seen.others)] }));
    process.stdin.destroy();
  };
  look();
`;

/** Watches until `stop`; `temporaries` is how often something beside the target was seen so far. */
export function watchFolder(folder: string, name: string, length: number) {
  const child = spawn(process.execPath, ["-e", program, folder, name, String(length)]);
  let temporaries = 0;
  let report = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    temporaries = Number(text.trim().split("\n").at(-1));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    report += text;
  });
  return {
    temporaries: () => temporaries,
    stop: () =>
      new Promise<Sightings>((resolve, reject) => {
        child.once("close", (code) => (code === 0 ? resolve(JSON.parse(report)) : reject(new Error(report))));
        child.stdin.write("stop");
      }),
  };
}
