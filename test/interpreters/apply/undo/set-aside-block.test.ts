import { describe, expect, it } from "vitest";
import { editFile, writeFile } from "../../../../src/core/build-step.ts";
import type { Facts } from "../../../../src/core/facts.ts";
import type { Step } from "../../../../src/core/step.ts";
import { MemoryHost, type MemoryHostOptions } from "../../../../src/host/memory-host.ts";
import { probeFiles } from "../../../../src/probe/files.ts";
import { recover } from "../../../../src/session.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { back, dyingAt, fullFrom, inSession, later, mended, ranOn, reloadOf, running } from "./taken-back.ts";

const why = "for the test";
const path = "/etc/proxy/proxy.cfg";
const aside = `${path}.kept-by-wss-setup`;
const pair = "/etc/ssl/certs/ours.crt";
const newPair = "/etc/ssl/certs/newer.crt";
const marks = ["# ours", "# end of ours"] as const;

/** In Latin-1, and with something of theirs behind our block. */
const theirs = { above: "# für uns\nmaxconn 100\n", below: "backend theirs\n" };

function bytes(words: string): Buffer {
  return Buffer.from(words, "latin1");
}

function withBlock(block: string, above = theirs.above): Buffer {
  return bytes(`${above}\n${marks[0]}\n${block}${marks[1]}\n${theirs.below}`);
}

const onlyTheirs = bytes(`${theirs.above}${theirs.below}`);
const mine = `# mine\nneeds ${pair}\n`;

async function starts(on: MemoryHost): Promise<boolean> {
  const text = (await on.readFile(path))?.toString("latin1") ?? "";
  for (const [, needed = ""] of text.matchAll(/^needs (.*)$/gm)) {
    if ((await on.stat(needed)) === undefined) return false;
  }
  return true;
}

const programs: NonNullable<MemoryHostOptions["run"]> = async ([program], _, on) => {
  if (program !== "proxy") return running;
  return (await starts(on)) ? {} : { code: 1, stderr: "no such certificate" };
};

/** A box with a proxy that ran before us. */
function boxWithProxy(): MemoryHost {
  return new MemoryHost({
    files: { "/run/systemd/system": { folder: true }, [path]: { content: bytes(theirs.above), mode: 0o640 } },
    run: programs,
  });
}

const reload = reloadOf("proxy", { argv: ["proxy", "-t"] });

function write(at: string): Step {
  return writeFile(emptyBox, { path: at, content: "pair\n", mode: 0o644, why });
}

function edit(block: string, facts: Facts = emptyBox): Step {
  const room = { find: "^maxconn (\\d+)$", line: "maxconn 10240", atLeast: 10_240, insertAfter: "^#" };
  return editFile(facts, { path, edits: [room, { marks, block }], why });
}

/** After a run of ours, and an operator who edits our block and writes something behind it. */
async function edited(block = mine): Promise<MemoryHost> {
  const host = await ranOn(boxWithProxy(), write(pair), edit(`needs ${pair}\n`), reload);
  await editBlock(host, block);
  return later(host);
}

/** After two runs of ours, and an operator who edits the block that the second one wrote. */
async function editedTwice(): Promise<MemoryHost> {
  const first = await ranOn(boxWithProxy(), write(pair), edit(`needs ${pair}\n`), reload);
  const there = await probeFiles(first, [path], { texts: new Set([path]) });
  const second = edit(`needs ${newPair}\n`, { ...emptyBox, files: there });
  const host = await ranOn(first, write(newPair), second, reload);
  await editBlock(host, `# mine\nneeds ${newPair}\n`);
  return host;
}

async function editBlock(host: MemoryHost, block: string): Promise<void> {
  const content = withBlock(block, theirs.above.replace("100", "10240"));
  await host.writeFile(path, content, { mode: 0o640, uid: 7, gid: 8 });
}

const told = `${path} was edited since, and proxy does not start with our block in it: the block is now ${aside}`;
const notBack = `${path} was edited since, and our block is not back in it: the block is now ${aside}`;

describe("a block of ours that others edited, when what it names is taken back", () => {
  it("is put beside the file, and told; the proxy starts, and a second removal takes the rest of ours", async () => {
    const host = await edited();
    await expect(back(host, "remove")).rejects.toMatchObject({
      exitCode: 3,
      message: `Taken back, but not all: ${told}`,
      next: `take what you need out of ${aside}; then: wss-setup remove --yes`,
    });
    expect(await starts(host)).toBe(true);
    expect(await host.readFile(path)).toEqual(
      bytes(onlyTheirs.toString("latin1").replace("maxconn 100\n", "maxconn 10240\n")),
    );
    expect((await host.readFile(aside))?.toString()).toBe(mine);
    expect(await host.stat(path)).toMatchObject({ mode: 0o640, uid: 7, gid: 8 });
    expect(await host.stat(aside)).toMatchObject({ mode: 0o600, uid: 7, gid: 8 });
    const lines: string[] = [];
    await back(host, "remove", lines);
    expect(lines).toEqual([`${aside} holds what other hands wrote in ${path}; it is yours`]);
    expect(await host.readFile(path)).toEqual(onlyTheirs);
    expect(await host.list("/var/lib/wss-setup")).toEqual([]);
  });

  it("makes way for the block that was there before the last run, where that alone is undone", async () => {
    const host = await editedTwice();
    await expect(back(host, "undo")).rejects.toMatchObject({ exitCode: 3 });
    expect((await host.readFile(path))?.toString("latin1")).toContain(
      `${marks[0]}\nneeds ${pair}\n${marks[1]}\n`,
    );
    expect((await host.readFile(aside))?.toString()).toBe(`# mine\nneeds ${newPair}\n`);
    await back(host, "undo");
    await back(host, "remove");
    expect(await host.readFile(path)).toEqual(onlyTheirs);
  });

  it("goes as a whole with a removal, whatever run wrote it last", async () => {
    const host = await editedTwice();
    const tested: string[] = [];
    const watched = later(host).clone({
      run: async (argv, options, on) => {
        if (argv[0] === "proxy") tested.push((await on.readFile(path))?.toString("latin1") ?? "");
        return programs(argv, options, on);
      },
    });
    await expect(back(watched, "remove")).rejects.toMatchObject({ exitCode: 3 });
    // No earlier one comes back on the way.
    expect(tested.join("\n")).not.toContain(`${marks[0]}\nneeds ${pair}\n`);
    expect(await starts(watched)).toBe(true);
    expect((await watched.readFile(aside))?.toString()).toBe(`# mine\nneeds ${newPair}\n`);
    await back(watched, "remove");
    expect(await watched.readFile(path)).toEqual(onlyTheirs);
    expect(await watched.list("/var/lib/wss-setup")).toEqual([]);
  });
});

describe("a block of ours that others edited stays, every byte and the mode with it,", () => {
  it.each([
    ["where the proxy starts with it", "# mine\n", undefined],
    ["where the proxy does not start without it either", mine, "needs /nothing\n"],
    ["where one of its marks is gone, and nobody can tell where it ends", mine, marks[1]],
  ])("%s", async (_, block, more) => {
    const host = await edited(block);
    const content = (await host.readFile(path))?.toString("latin1") ?? "";
    const now = bytes(more === marks[1] ? content.replace(`${more}\n`, "") : `${more ?? ""}${content}`);
    await host.writeFile(path, now, { mode: 0o640, uid: 7, gid: 8 });
    await expect(back(host, "remove")).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        more === undefined
          ? /proxy\.cfg was edited since and is left as it is: what stands between ".*" was changed$/
          : /is left as it is: .*no such certificate$/,
      ),
    });
    expect(await host.readFile(path)).toEqual(now);
    expect(await host.stat(path)).toMatchObject({ mode: 0o640, uid: 7, gid: 8 });
    expect(await host.stat(aside)).toBeUndefined();
  });
});

it("what others write while the proxy is tested without the block is not overwritten", async () => {
  const before = await edited();
  const host = before.clone({
    run: async (argv, options, on) => {
      const said = await programs(argv, options, on);
      if (argv[0] === "proxy" && (await starts(on)))
        await on.writeFile(path, "# newer\n", { mode: 0o640, uid: 7, gid: 8 });
      return said;
    },
  });
  await expect(back(host, "remove")).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining(notBack),
  });
  expect((await host.readFile(path))?.toString()).toBe("# newer\n");
  expect((await host.readFile(aside))?.toString()).toBe(mine);
});

/** Removes until nothing of ours is left, and fails where the proxy does not start then, or where nobody said what is aside. */
async function expectRemoved(host: MemoryHost, at: string): Promise<void> {
  const lines: string[] = [];
  const tell = ({ message }: Error) => lines.push(message);
  await inSession(host, (session) => recover(session), lines).catch(tell);
  for (let turn = 0; turn < 2; turn += 1) await back(host, "remove", lines).catch(tell);
  expect(await starts(host), at).toBe(true);
  expect((await host.readFile(aside))?.toString(), at).toBe(mine);
  expect(lines.join("\n"), at).toContain(aside);
  expect(await host.readFile(path), at).toEqual(onlyTheirs);
  expect(await host.list("/var/lib/wss-setup"), at).toEqual([]);
}

it("a removal that is killed at any change leaves the block at one place at least, and the next ones end it", async () => {
  const host = await edited();
  const untold = new Set<string>();
  for (let [n, cut] = [0, true]; cut; n += 1) {
    const { box: dying, failed } = dyingAt(host, n);
    const message = await back(dying, "remove").catch((error: Error) => error.message);
    cut = failed();
    const there = [path, aside].map(async (each) => (await dying.readFile(each))?.toString("latin1") ?? "");
    expect((await Promise.all(there)).join("\n"), `cut before change ${n}`).toContain(mine);
    const next = mended(dying);
    if (!cut) {
      expect(message).toContain(told);
      continue;
    }
    await inSession(next, (session) => recover(session)).catch((error: Error) => {
      if (error.message.includes(notBack)) untold.add(error.message);
    });
    await expectRemoved(mended(dying), `cut before change ${n}`);
  }
  expect(untold.size).toBe(1);
});

it("on a disk that is full it is at one place at least, and all else of the file stays", async () => {
  const host = await edited();
  for (let [n, failed] = [0, true]; failed; n += 1) {
    const faulty = fullFrom(host, n);
    const full = faulty.box;
    await back(full, "remove").catch(() => undefined);
    failed = faulty.failed();
    const content = (await full.readFile(path))?.toString("latin1") ?? "";
    const beside = (await full.readFile(aside))?.toString("latin1") ?? "";
    expect(`${content}\n${beside}`, `full from change ${n}`).toContain(mine);
    expect(content, `full from change ${n}`).toContain(theirs.below);
    if (failed) await expectRemoved(mended(full), `full from change ${n}`);
  }
});
