import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { Failure } from "../../src/core/errors.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { temporaryFilePrefix } from "../../src/host/temporary-file.ts";
import { diskWords } from "../helpers/disk-words.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tallied } from "../helpers/tally.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { kernel } from "./faulty-files.ts";

vi.mock("node:fs/promises", async (original) => {
  const { faultyFiles } = await import("./faulty-files.ts");
  return faultyFiles(await original());
});

const host = new RealHost();
const old = "old\n";
const fresh = "fresh\n";
const mode = 0o640;

/** One change of each kind; `there` is what it finds under its name. */
const changes: Readonly<
  Record<string, { there?: (path: string) => void; act: (path: string) => Promise<void> }>
> = {
  "a new file": { act: (path) => host.writeFile(path, fresh, { mode }) },
  "a file in place of another": { there: file, act: (path) => host.writeFile(path, fresh, { mode }) },
  "a file that is for fewer in place of another": {
    there: file,
    act: (path) => host.writeFile(path, fresh, { mode: 0o600 }),
  },
  "a new copy": { act: (path) => copy(path) },
  "a copy in place of a file": { there: file, act: (path) => copy(path) },
  "a file in place of a link": {
    there: (path) => symlinkSync("elsewhere", path),
    act: (path) =>
      host.copyFile({ path: `${path}.from`, sha256: sha256(fresh), whole: true }, path, { mode }),
  },
  "a first line": { act: (path) => host.appendFile(path, fresh, mode) },
  "another line": { there: file, act: (path) => host.appendFile(path, fresh, mode) },
  "a new folder": { act: (path) => host.makeDirectory(path, { mode: 0o750 }) },
  "a folder's mode": {
    there: (path) => mkdirSync(path),
    act: (path) => host.dressDirectory(path, { mode: 0o750 }),
  },
  "a new link": { act: (path) => host.symlink("elsewhere", path) },
  "a link in place of a file": { there: file, act: (path) => host.symlink("elsewhere", path) },
  "a file that goes": { there: file, act: (path) => host.remove(path) },
  "a folder that goes": { there: (path) => mkdirSync(path), act: (path) => host.remove(path) },
};

function file(path: string): void {
  writeFileSync(path, old);
  chmodSync(path, mode);
}

function copy(path: string): Promise<void> {
  return host.copyFile({ path: `${path}.from`, sha256: sha256(fresh) }, path, { mode });
}

/** Everything in a folder, down to the modes. */
function state(folder: string): readonly Seen[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const there = lstatSync(path);
      const content = there.isFile()
        ? readFileSync(path, "utf8")
        : there.isSymbolicLink()
          ? readlinkSync(path)
          : "";
      return { name, mode: there.mode, content };
    });
}

interface Seen {
  readonly name: string;
  readonly mode: number;
  readonly content: string;
}

/** An empty file that cannot be removed stays; nobody takes it for anything, and an undo removes it. */
function withoutEmpty(seen: readonly Seen[]): readonly Seen[] {
  return seen.filter(({ name, content }) => content !== "" || !name.startsWith(temporaryFilePrefix("name")));
}

/** A new folder with what the change finds. */
function scene(there: ((path: string) => void) | undefined): {
  readonly folder: string;
  readonly path: string;
} {
  const folder = temporaryFolder();
  const path = join(folder, "name");
  writeFileSync(`${path}.from`, fresh, { mode: 0o600 });
  there?.(path);
  return { folder, path };
}

const { each } = cellsOf("a fault at every call of a change of files");

for (const [title, { there, act }] of Object.entries(changes)) {
  each(Object.keys(diskWords), (code) => code === "ENOSPC")(
    `${title} is whole or not there, and says why, wherever %s comes up`,
    async (code) => {
      const { folder, path } = scene(there);
      const before = state(folder);
      kernel.watch();
      await act(path);
      const { calls } = kernel;
      const after = state(folder);
      expect(calls.length).toBeGreaterThan(3);
      for (const [n, call] of calls.entries()) {
        await tallied(`${code} points`, async () => {
          const again = scene(there);
          kernel.watch(n, { code });
          const failure = await act(again.path).then(
            () => undefined,
            (error) => error as Failure,
          );
          kernel.watch();
          const at = `${call}, call ${n}`;
          const left = call === "unlink" ? withoutEmpty(state(again.folder)) : state(again.folder);
          expect([before, after], at).toContainEqual(left);
          if (failure === undefined) return expect(left, at).toEqual(after);
          expect(failure, at).toBeInstanceOf(Failure);
          expect(failure.message, at).toContain("could not be");
          expect(failure.message, at).toContain(diskWords[code]);
          expect(failure.said, at).toContain(code);
        });
      }
    },
  );
}

it.each(Object.entries(changes))("%s: a write that is cut short goes on", async (_title, { there, act }) => {
  const { folder, path } = scene(there);
  kernel.watch();
  await act(path);
  const [{ calls }, after] = [kernel, state(folder)];
  for (const [n, call] of calls.entries()) {
    if (call !== "write") continue;
    await tallied("short writes", async () => {
      const again = scene(there);
      kernel.watch(n, { short: true });
      await act(again.path);
      expect(state(again.folder)).toEqual(after);
    });
  }
});
