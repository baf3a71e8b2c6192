import { describe, expect, it } from "vitest";
import { symlink, writeFile } from "../../../../src/core/build-step.ts";
import type { Facts } from "../../../../src/core/facts.ts";
import type { Step } from "../../../../src/core/step.ts";
import { failAt, MemoryHost } from "../../../../src/host/memory-host.ts";
import { probeFiles } from "../../../../src/probe/files.ts";
import { recover } from "../../../../src/session.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { back, dyingAt, fullFrom, inSession, later, mended, ranOn, reloadOf, running } from "./taken-back.ts";

const why = "for the test";
const site = "/etc/proxy/conf.d/ours.conf";
const other = "/etc/proxy/conf.d/more.conf";
const third = "/etc/proxy/conf.d/harmless.conf";
const link = "/etc/proxy/all/ours.conf";
const pair = "/etc/ssl/certs/ours.crt";
const newPair = "/etc/ssl/certs/newer.crt";
const aside = `${site}.kept-by-wss-setup`;
const edited = "# mine\nneeds /etc/ssl/certs/ours.crt\n";

/** Whether the proxy starts: all that a file names which it loads is there. */
async function starts(on: MemoryHost): Promise<boolean> {
  const loaded = [
    ...(await on.list("/etc/proxy/conf.d"))
      .filter((name) => /^[^.].*\.conf$/.test(name))
      .map((name) => `/etc/proxy/conf.d/${name}`),
    ...(await on.list("/etc/proxy/all"))
      .filter((name) => !name.startsWith("."))
      .map((name) => `/etc/proxy/all/${name}`),
  ];
  for (const path of loaded) {
    const text = (await on.readFile(path))?.toString() ?? "";
    for (const [, needed = ""] of text.matchAll(/^needs (.*)$/gm)) {
      if ((await on.stat(needed)) === undefined) return false;
    }
  }
  return true;
}

/** A box with a proxy that ran before us. */
function boxWithProxy(): MemoryHost {
  return new MemoryHost({
    files: {
      "/run/systemd/system": { folder: true },
      "/etc/proxy/conf.d/theirs.conf": "theirs\n",
      "/etc/proxy/all": { folder: true },
      "/etc/proxy/available": { folder: true },
    },
    run: async ([program], _, on) => {
      if (program !== "proxy") return running;
      if (!(await starts(on))) return { code: 1, stderr: "no such certificate" };
      return { stderr: (await text(on, site)) === "odd\n" ? "[warn] odd" : "" };
    },
  });
}

const reload = reloadOf("proxy", { argv: ["proxy", "-t"], refuse: "\\[warn\\]" });

function write(path: string, content: string, facts: Facts = emptyBox): Step {
  return writeFile(facts, { path, content, mode: 0o644, why });
}

async function setUp(...more: readonly Step[]): Promise<MemoryHost> {
  return await ranOn(boxWithProxy(), write(pair, "pair\n"), write(site, `needs ${pair}\n`), ...more, reload);
}

async function edit(host: MemoryHost, path: string, content: string): Promise<void> {
  await host.writeFile(path, content, { mode: 0o640, uid: 7, gid: 8 });
}

async function text(host: MemoryHost, path: string): Promise<string | undefined> {
  return (await host.readFile(path))?.toString();
}

const notBack = `${site} was edited since, and is not back in its place: it is now ${aside}`;
const told = (path = site, to = aside) =>
  `Taken back, but not all: ${path} was edited since, and proxy does not start with it: it is now ${to}`;

describe("a file that others edited and the proxy loads, when what it names is taken back", () => {
  it("is set aside, and told; then the proxy starts, and a second removal ends", async () => {
    const host = await setUp();
    await edit(host, site, edited);
    await expect(back(host, "remove")).rejects.toMatchObject({
      exitCode: 3,
      message: told(),
      next: `take what you need out of ${aside}; then: wss-setup remove --yes`,
    });
    expect(await starts(host)).toBe(true);
    expect(await host.stat(site)).toBeUndefined();
    expect(await text(host, aside)).toBe(edited);
    expect(await host.stat(aside)).toMatchObject({ mode: 0o640, uid: 7, gid: 8 });
    const lines: string[] = [];
    await back(host, "remove", lines);
    expect(lines).toEqual([`${aside} holds what other hands wrote in ${site}; it is yours`]);
    expect(await host.list("/var/lib/wss-setup")).toEqual([]);
    expect(await text(host, aside)).toBe(edited);
  });

  it("is set aside by the run that brought what it names, be it another than the one that brought the file", async () => {
    const first = await ranOn(boxWithProxy(), write(pair, "pair\n"), reload);
    const second = await ranOn(first, write(site, `needs ${pair}\n`), reload);
    const there = await probeFiles(second, [site], { texts: new Set([site]) });
    const newer = write(site, `# newer\nneeds ${pair}\n`, { ...emptyBox, files: there });
    const third = await ranOn(second, newer, reload);
    await edit(third, site, edited);
    await expect(back(third, "remove")).rejects.toMatchObject({ exitCode: 3, message: told() });
    expect(await starts(third)).toBe(true);
    expect(await text(third, aside)).toBe(edited);
    await back(third, "remove");
    expect(await third.list("/var/lib/wss-setup")).toEqual([]);
  });

  it("makes way for what was there before the last run, where that alone is undone", async () => {
    const first = await setUp();
    const there = await probeFiles(first, [site], { texts: new Set([site]) });
    const wanted = write(site, `needs ${newPair}\n`, { ...emptyBox, files: there });
    const host = await ranOn(first, write(newPair, "pair\n"), wanted, reload);
    await edit(host, site, `# mine\nneeds ${newPair}\n`);
    await expect(back(host, "undo")).rejects.toMatchObject({ exitCode: 3, message: told() });
    expect(await text(host, site)).toBe(`needs ${pair}\n`);
    expect(await text(host, aside)).toBe(`# mine\nneeds ${newPair}\n`);
    await back(host, "undo");
    await back(host, "remove");
    expect(await starts(host)).toBe(true);
    expect(await host.list("/var/lib/wss-setup")).toEqual([]);
  });

  it("goes alone: another that was edited too and harms nothing stays", async () => {
    const host = await setUp(write(other, "more\n"));
    await edit(host, site, edited);
    await edit(host, other, "# mine too\n");
    await expect(back(host, "remove")).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(`${other} was edited since and is left as it is`),
    });
    expect(await text(host, other)).toBe("# mine too\n");
    expect(await text(host, aside)).toBe(edited);
    expect(await starts(host)).toBe(true);
  });

  it("goes with another that keeps the proxy from starting as well, and not with a third that harms nothing", async () => {
    const host = await setUp(write(other, `needs ${pair}\n`), write(third, "more\n"));
    await edit(host, site, edited);
    await edit(host, other, edited);
    await edit(host, third, "# mine too\n");
    await expect(back(host, "remove")).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(`${third} was edited since and is left as it is`),
    });
    expect(await text(host, third)).toBe("# mine too\n");
    expect(await host.stat(`${third}.kept-by-wss-setup`)).toBeUndefined();
    expect(await starts(host)).toBe(true);
    expect(await text(host, aside)).toBe(edited);
    expect(await text(host, `${other}.kept-by-wss-setup`)).toBe(edited);
  });

  it("leaves what lies there of an earlier time alone", async () => {
    const host = await setUp();
    await edit(host, aside, "earlier\n");
    await edit(host, site, edited);
    await expect(back(host, "remove")).rejects.toMatchObject({ message: told(site, `${aside}-2`) });
    expect(await text(host, aside)).toBe("earlier\n");
    expect(await text(host, `${aside}-2`)).toBe(edited);
  });

  it("is hidden where it took the place of a link, in a folder of which all is loaded", async () => {
    const target = "/etc/proxy/available/ours.conf";
    const steps = [write(target, `needs ${pair}\n`), symlink(emptyBox, { path: link, target, why })];
    const host = await ranOn(boxWithProxy(), write(pair, "pair\n"), ...steps, reload);
    await host.remove(link);
    await edit(host, link, edited);
    await expect(back(host, "remove")).rejects.toMatchObject({
      message: told(link, "/etc/proxy/all/.ours.conf.kept-by-wss-setup"),
    });
    expect(await starts(host)).toBe(true);
  });
});

describe("a file that others edited stays where it is", () => {
  it("where the proxy starts with it", async () => {
    const host = await setUp();
    await edit(host, site, "# all mine\n");
    await expect(back(host, "remove")).rejects.toMatchObject({
      message: `Taken back, but not all: ${site} was edited since and is left as it is`,
    });
    expect(await text(host, site)).toBe("# all mine\n");
  });

  it("where the proxy does not start without it either", async () => {
    const host = await setUp();
    await edit(host, site, edited);
    host.place("/etc/proxy/conf.d/theirs.conf", "needs /nothing\n");
    await expect(back(host, "remove")).rejects.toMatchObject({
      message: expect.stringMatching(
        `${site} was edited since and is left as it is; proxy runs on with its old configuration: .*no such certificate`,
      ),
    });
    expect(await text(host, site)).toBe(edited);
    expect(await host.stat(site)).toMatchObject({ mode: 0o640, uid: 7, gid: 8 });
    expect(await host.stat(aside)).toBeUndefined();
  });

  it("where what the test said against it is over by the time that it is aside", async () => {
    const before = await setUp();
    await edit(before, site, "# all mine\n");
    let tests = 0;
    const host: MemoryHost = before.clone({
      run: async ([program]) => {
        if (program !== "proxy") return running;
        tests += 1;
        // Tested once more without regard to warnings.
        return tests <= 2 ? { code: 1, stderr: "host not found in upstream" } : {};
      },
    });
    await expect(back(host, "remove")).rejects.toMatchObject({
      message: `Taken back, but not all: ${site} was edited since and is left as it is`,
    });
    expect(tests).toBeGreaterThan(2);
    expect(await text(host, site)).toBe("# all mine\n");
    expect(await host.stat(aside)).toBeUndefined();
  });

  it("where the proxy starts with it, though its test has a word against it", async () => {
    const host = await setUp();
    await edit(host, site, "odd\n");
    await expect(back(host, "remove")).rejects.toMatchObject({
      message: expect.stringMatching(
        /is left as it is; proxy runs on with its old configuration: .*\[warn\] odd/,
      ),
    });
    expect(await text(host, site)).toBe("odd\n");
  });
});

it("a removal that is killed at any change ends with a proxy that starts, and tells where the file is", async () => {
  const host = later(await setUp());
  await edit(host, site, edited);
  for (let [n, cut] = [0, true]; cut; n += 1) {
    const { box: dying, failed } = dyingAt(host, n);
    await back(dying, "remove").catch(() => undefined);
    cut = failed();
    const next = mended(dying);
    const lines: string[] = [];
    const tellAll = (error: Error) => lines.push(error.message);
    await inSession(next, (session) => recover(session), lines).catch(tellAll);
    if (lines.length > 0) expect(await starts(next), `cut before change ${n}`).toBe(true);
    for (let turn = 0; turn < 2; turn += 1) await back(next, "remove", lines).catch(tellAll);
    expect(await starts(next), `cut before change ${n}`).toBe(true);
    expect([await text(next, site), await text(next, aside)], `cut before change ${n}`).toEqual([
      undefined,
      edited,
    ]);
    expect(lines.join("\n"), `cut before change ${n}`).toContain(aside);
    expect(await next.list("/var/lib/wss-setup"), `cut before change ${n}`).toEqual([]);
  }
});

describe("a file that is aside for a trial without which the proxy does not start either", () => {
  async function noCure(...more: readonly Step[]): Promise<MemoryHost> {
    const host = later(await setUp(...more));
    await edit(host, site, edited);
    host.place("/etc/proxy/conf.d/theirs.conf", "needs /nothing\n");
    return host;
  }

  it("and that cannot go back is told to be there, and no other is tried then", async () => {
    const host = await noCure(write(other, `needs ${pair}\n`));
    await edit(host, other, edited);
    let copies = 0;
    const full = host.clone({
      beforeMutation: (mutation, index) => {
        if (mutation.op === "remove" || mutation.path !== site) return;
        copies += 1;
        if (copies === 1) failAt(index, "ENOSPC")(mutation, index);
      },
    });
    const failure: unknown = await back(full, "remove").catch((error: unknown) => error);
    expect(failure).toMatchObject({ exitCode: 3, message: expect.stringContaining(notBack) });
    expect(String(failure)).not.toContain("does not start with it");
    expect(copies).toBe(1);
    expect([await text(full, site), await text(full, aside)]).toEqual([undefined, edited]);
    expect(await text(full, other)).toBe(edited);
    const next = mended(full);
    const lines: string[] = [];
    await back(next, "remove", lines).catch(({ message }: Error) => lines.push(message));
    expect(lines).toContain(`${aside} holds what other hands wrote in ${site}; it is yours`);
  });

  it("is in its place after a kill at any change, or the next removal fails and tells where it is", async () => {
    const host = await noCure();
    let untold = 0;
    for (let [n, cut] = [0, true]; cut; n += 1) {
      const { box: dying, failed } = dyingAt(host, n);
      await back(dying, "remove").catch(() => undefined);
      cut = failed();
      const next = mended(dying);
      const failures: unknown[] = [];
      const tell = (error: unknown) => failures.push(error);
      await back(next, "remove").catch(tell);
      const place = [await text(next, site), await text(next, aside)];
      if (place[0] === undefined) {
        untold += 1;
        expect(place[1], `cut before change ${n}`).toBe(edited);
        expect(failures, `cut before change ${n}`).toMatchObject([
          {
            exitCode: 3,
            message: expect.stringContaining(notBack),
            next: expect.stringContaining(`take what you need out of ${aside}`),
          },
        ]);
        // Once.
        next.place("/etc/proxy/conf.d/theirs.conf", "theirs\n");
        await back(next, "remove");
        expect(await next.list("/var/lib/wss-setup")).toEqual([]);
      } else {
        expect(place, `cut before change ${n}`).toEqual([edited, undefined]);
      }
    }
    expect(untold).toBeGreaterThan(0);
  });
});

it("on a disk that is full it is at one place at least, and told", async () => {
  const host = later(await setUp());
  await edit(host, site, edited);
  for (let [n, failed] = [0, true]; failed; n += 1) {
    const faulty = fullFrom(host, n);
    const full = faulty.box;
    await back(full, "remove").catch(() => undefined);
    failed = faulty.failed();
    const there = [await text(full, site), await text(full, aside)];
    expect(there, `full from change ${n}`).toContain(edited);
    const next = mended(full);
    const lines: string[] = [];
    for (let turn = 0; turn < 2; turn += 1)
      await back(next, "remove", lines).catch(({ message }: Error) => lines.push(message));
    expect(await starts(next), `full from change ${n}`).toBe(true);
    expect(await text(next, aside), `full from change ${n}`).toBe(edited);
    expect(lines.join("\n"), `full from change ${n}`).toContain(aside);
  }
});
