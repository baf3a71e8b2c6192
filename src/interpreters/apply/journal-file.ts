import { exitCode, Failure } from "../../core/errors.ts";
import { type JournalRecord, type Run, runsOf } from "../../core/journal.ts";
import { paths } from "../../core/paths.ts";
import type { Host } from "../../host/host.ts";
import { removeUnfinished } from "../../host/remove-unfinished.ts";
import { withRenewed } from "./renewed.ts";

/** The one journal of the box: each line is on the disk before the next thing happens. */
export class JournalFile {
  readonly #host: Host;
  readonly #records: JournalRecord[];
  /** The last line may be on the disk in part: the next one must not grow onto it. */
  #torn = false;

  private constructor(host: Host, records: JournalRecord[]) {
    this.#host = host;
    this.#records = records;
  }

  /** Reads without changing anything; a last line that a power cut tore is passed over. */
  static async read(host: Host): Promise<JournalFile> {
    const text = (await host.readFile(paths.journal))?.toString("utf8") ?? "";
    return new JournalFile(host, await withRenewed(host, parse(text)));
  }

  /** Reads for writing: makes the folders and drops a torn last line, so that the next one begins clean. */
  static async open(host: Host): Promise<JournalFile> {
    await makeFolders(host);
    await removeUnfinished(host, paths.journal);
    const text = await cutTorn(host);
    return new JournalFile(host, await withRenewed(host, parse(text)));
  }

  get runs(): readonly Run[] {
    return runsOf(this.#records);
  }

  run(id: string): Run {
    const run = this.runs.find((candidate) => candidate.start.run === id);
    if (run === undefined) throw new Error(`the journal has no run ${id}`);
    return run;
  }

  async append(record: JournalRecord): Promise<void> {
    if (this.#torn) await cutTorn(this.#host);
    this.#torn = true;
    await this.#host.appendFile(paths.journal, `${JSON.stringify(record)}\n`, 0o600);
    this.#torn = false;
    this.#records.push(record);
  }

  /**
   * As `append`, where the walk must go on although the disk is full: what an undo did can be seen on the box, and an
   * undo that is begun again finds it done.
   * @returns what kept the line from being written, or undefined
   */
  async note(record: JournalRecord): Promise<Error | undefined> {
    try {
      await this.append(record);
      return undefined;
    } catch (error) {
      this.#records.push(record);
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Once nothing of ours is left on the box, the journal and its backups go as well. */
  async discard(): Promise<void> {
    for (const name of await this.#host.list(paths.backups))
      await this.#host.remove(`${paths.backups}/${name}`);
    await this.#host.remove(paths.backups);
    await this.#host.remove(paths.journal);
    await this.#host.remove(paths.renewed);
    await removeUnfinished(this.#host, paths.draft);
    if ((await this.#host.list(paths.state)).length === 0) await this.#host.remove(paths.state);
    this.#records.length = 0;
  }
}

/** Both, or on an error none that was not there before. */
async function makeFolders(host: Host): Promise<void> {
  const isNew = (await host.stat(paths.state)) === undefined;
  try {
    for (const folder of [paths.state, paths.backups]) await host.makeDirectory(folder, { mode: 0o700 });
  } catch (error) {
    for (const folder of isNew ? [paths.backups, paths.state] : [])
      await host.remove(folder).catch(() => undefined);
    throw error;
  }
}

/** Takes away a last line that has no end. @returns the journal's text without it */
async function cutTorn(host: Host): Promise<string> {
  const text = (await host.readFile(paths.journal))?.toString("utf8") ?? "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) await host.writeFile(paths.journal, whole, { mode: 0o600 });
  return whole;
}

function parse(text: string): JournalRecord[] {
  const complete = text.slice(0, text.lastIndexOf("\n") + 1);
  return complete
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => {
      try {
        return JSON.parse(line) as JournalRecord;
      } catch {
        throw new Failure(`${paths.journal}: line ${index + 1} is damaged`, {
          kind: "outside",
          exitCode: exitCode.rollbackIncomplete,
          next: `look at ${paths.journal}; without it nothing can be taken back`,
        });
      }
    });
}
