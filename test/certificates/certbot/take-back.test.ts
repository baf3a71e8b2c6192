import { describe, expect, it } from "vitest";
import { takeBackLineage } from "../../../src/certificates/certbot/take-back.ts";
import type { FetchedRecord, UndoReason } from "../../../src/core/journal.ts";
import type { RunResult } from "../../../src/host/host.ts";
import { failAt, MemoryHost, type Placed } from "../../../src/host/memory-host.ts";

const folder = "/etc/letsencrypt";
const live = `${folder}/live/wss-setup`;
const archive = `${folder}/archive/wss-setup`;
const renewal = `${folder}/renewal/wss-setup.conf`;
const kinds = ["cert", "chain", "fullchain", "privkey"];

/** Where the links of a lineage lead that stands at its n-th pair. */
function linksTo(n: number): FetchedRecord["links"] {
  return Object.fromEntries(
    kinds.map((kind) => [`${live}/${kind}.pem`, `../../archive/wss-setup/${kind}${n}.pem`]),
  );
}

/** The files of a lineage with so many pairs, its links at the last one. */
function lineage(pairs: number, conf = `# pair ${pairs}\n`): Record<string, Placed> {
  const files: Record<string, Placed> = { [renewal]: conf, [`${live}/README`]: "certbot's own" };
  for (let n = 1; n <= pairs; n++)
    for (const kind of kinds)
      files[`${archive}/${kind}${n}.pem`] = {
        content: `${kind} of pair ${n}`,
        mode: kind === "privkey" ? 0o600 : 0o644,
      };
  for (const [path, target] of Object.entries(linksTo(pairs))) files[path] = { target };
  return files;
}

function record(links: FetchedRecord["links"], more: Partial<FetchedRecord> = {}): FetchedRecord {
  return { kind: "fetched", source: "certbot", lineage: "wss-setup", links, fresh: false, ...more };
}

/** What certbot leaves of a lineage that it deletes. */
function certbotDelete(host: MemoryHost): void {
  for (const path of [live, archive, renewal]) host.displace(path);
}

function machine(files: Readonly<Record<string, Placed>>, deletes: Partial<RunResult> = { code: 0 }) {
  return new MemoryHost({
    files,
    run: (argv, _, host) => {
      if (argv.join(" ") !== "certbot delete --non-interactive --cert-name=wss-setup") return undefined;
      if (deletes.code === 0) certbotDelete(host);
      return deletes;
    },
  });
}

async function takeBack(
  host: MemoryHost,
  before: FetchedRecord,
  after?: FetchedRecord,
  why: UndoReason = "request",
) {
  return { kept: await takeBackLineage(before, after, { host, why, onLine: () => {} }) };
}

/** The content that each link leads to. */
async function served(host: MemoryHost): Promise<readonly (string | undefined)[]> {
  return await Promise.all(
    kinds.map(async (kind) => (await host.readFile(`${live}/${kind}.pem`))?.toString("utf8")),
  );
}

const pair = (n: number) => kinds.map((kind) => `${kind} of pair ${n}`);

describe("a lineage that this run brought", () => {
  const account: Record<string, Placed> = {
    [`${folder}/accounts/acme.example/directory/1/private_key.json`]: { content: "{}", mode: 0o400 },
    [`${folder}/csr/0000_csr-certbot.pem`]: "csr",
    [`${folder}/keys/0000_key-certbot.pem`]: { content: "key", mode: 0o600 },
    [`${folder}/renewal-hooks/pre`]: { folder: true },
    [`${folder}/renewal-hooks/post`]: { folder: true },
    [`${folder}/renewal-hooks/deploy`]: { folder: true },
    [`${folder}/cli.ini`]: "# Debian's\n",
  };

  it("goes when the operator asks for it, with all that certbot kept beside it", async () => {
    const host = machine({ ...lineage(1), ...account });
    expect(await takeBack(host, record({}, { fresh: true }), record(linksTo(1)))).toEqual({
      kept: undefined,
    });
    expect(Object.keys(host.toJSON()).filter((path) => path.startsWith(folder))).toEqual([
      folder,
      `${folder}/cli.ini`,
    ]);
  });

  it("goes also after certbot renewed it: it is ours still", async () => {
    const host = machine({ ...lineage(2), ...account });
    expect((await takeBack(host, record({}, { fresh: true }), record(linksTo(1)))).kept).toBeUndefined();
    expect(await host.stat(live)).toBeUndefined();
  });

  it("goes alone where certbot had something before: the account and the rest are not of this run", async () => {
    const host = machine({ ...lineage(1), ...account });
    const rest = machine(account).toJSON();
    expect((await takeBack(host, record({}), record(linksTo(1)))).kept).toBeUndefined();
    expect(host.toJSON()).toMatchObject(rest);
    expect(await host.stat(live)).toBeUndefined();
  });

  it("goes alone where another lineage came since", async () => {
    const other = {
      [`${folder}/renewal/shop.example.com.conf`]: "x",
      [`${folder}/archive/shop/cert1.pem`]: "x",
    };
    const host = machine({ ...lineage(1), ...account, ...other });
    expect((await takeBack(host, record({}, { fresh: true }), record(linksTo(1)))).kept).toBeUndefined();
    expect(await host.stat(live)).toBeUndefined();
    for (const path of [...Object.keys(account), ...Object.keys(other)])
      expect(await host.stat(path), path).toBeDefined();
  });

  it("keeps a hook of the operator's", async () => {
    const host = machine({ ...lineage(1), ...account, [`${folder}/renewal-hooks/post/tell`]: "#!/bin/sh\n" });
    await takeBack(host, record({}, { fresh: true }), record(linksTo(1)));
    expect(await host.stat(`${folder}/renewal-hooks/post/tell`)).toBeDefined();
    expect(await host.stat(`${folder}/renewal-hooks/pre`)).toBeUndefined();
  });

  it.each([
    ["the file that says how it is renewed is gone", [renewal]],
    ["its links are gone too", [renewal, live]],
  ])("goes as a whole where a deletion was cut off: %s", async (_, gone) => {
    const host = machine({ ...lineage(2), ...account });
    for (const path of gone) host.displace(path);
    expect((await takeBack(host, record({}), record(linksTo(1)))).kept).toBeUndefined();
    expect(await host.stat(live)).toBeUndefined();
    expect(await host.stat(archive)).toBeUndefined();
    expect(host.commands).not.toContainEqual(expect.arrayContaining(["delete"]));
  });

  it("leaves nothing of a write of ours that was cut off", async () => {
    const host = machine({ ...lineage(1), ...account });
    const unfinished = [
      `${archive}/.privkey2.pem.wss-setup-0123456789ab`,
      `${folder}/renewal/.wss-setup.conf.wss-setup-0123456789ab`,
    ];
    for (const path of unfinished) host.place(path, { content: "half", mode: 0o600 });
    await takeBack(host, record({}, { fresh: true }), record(linksTo(1)), "crash");
    for (const path of unfinished) expect(await host.stat(path), path).toBeUndefined();
    expect(await served(host)).toEqual(pair(1));
  });

  it("stays, and is told, where certbot does not delete it", async () => {
    const host = machine(
      { ...lineage(1), ...account },
      { code: 1, stderr: "x\nAnother instance of Certbot is already running." },
    );
    const { kept } = await takeBack(host, record({}, { fresh: true }), record(linksTo(1)));
    expect(kept).toBe(
      `${live} stays: certbot could not delete it (Another instance of Certbot is already running.)`,
    );
    expect(await served(host)).toEqual(pair(1));
    expect(await host.list(`${folder}/accounts`)).not.toEqual([]);
  });

  it.each<UndoReason>(["failure", "crash"])("stays after a %s: the next run takes it up", async (why) => {
    const host = machine({ ...lineage(1), ...account });
    const before = host.toJSON();
    expect(await takeBack(host, record({}, { fresh: true }), record(linksTo(1)), why)).toEqual({
      kept: { spared: "The certificate that was issued is kept: the next run takes it up" },
    });
    expect(host.toJSON()).toEqual(before);
    expect(host.commands.filter(([program]) => program !== "ps")).toEqual([]);
  });

  it("is nothing to speak of where the order failed", async () => {
    expect(await takeBack(machine(account), record({}, { fresh: true }), undefined, "failure")).toEqual({
      kept: undefined,
    });
  });
});

describe("a lineage that was there", () => {
  const before = record(linksTo(1), { renewal: "# as it was\n" });
  const after = record(linksTo(2));

  it.each<UndoReason>(["request", "failure", "crash"])(
    "serves the pair of before again, as certbot's newest, and is renewed as before (%s)",
    async (why) => {
      const host = machine(lineage(2));
      expect(await takeBack(host, before, after, why)).toEqual({ kept: undefined });
      expect(await served(host)).toEqual(pair(1));
      // certbot goes by the numbers: a newer one that nothing leads to would be linked by its next renewal.
      for (const [path, target] of Object.entries(linksTo(3)))
        expect((await host.stat(path))?.target).toBe(target);
      expect(await host.stat(`${archive}/privkey3.pem`)).toMatchObject({ mode: 0o600, uid: 0, gid: 0 });
      expect((await host.readFile(renewal))?.toString("utf8")).toBe("# as it was\n");
      expect((await host.readFile(`${archive}/cert2.pem`))?.toString("utf8")).toBe("cert of pair 2");
      expect(host.commands.filter(([program]) => program !== "ps")).toEqual([]);
    },
  );

  it("is left alone where the order failed", async () => {
    const host = machine(lineage(1, "# as it was\n"));
    const state = host.toJSON();
    expect((await takeBack(host, before, undefined, "failure")).kept).toBeUndefined();
    expect(host.toJSON()).toEqual(state);
  });

  it("is led back where certbot was cut off in the middle", async () => {
    const host = machine(lineage(2));
    host.place(`${live}/cert.pem`, { target: "../../archive/wss-setup/cert1.pem" });
    expect((await takeBack(host, before, undefined, "crash")).kept).toBeUndefined();
    expect(await served(host)).toEqual(pair(1));
  });

  it("is led back by a second undo where the first was cut off, wherever that was", async () => {
    for (let n = 0; ; n++) {
      const start = machine(lineage(2));
      const host = start.clone({ beforeMutation: failAt(n, new Error("cut off")) });
      const cut = await takeBack(host, before, after).then(
        () => false,
        () => true,
      );
      const again = host.clone({ beforeMutation: () => {} });
      expect((await takeBack(again, before, after)).kept, `cut off at change ${n}`).toBeUndefined();
      expect(await served(again)).toEqual(pair(1));
      expect((await again.readFile(renewal))?.toString("utf8")).toBe("# as it was\n");
      if (!cut) return expect(n).toBeGreaterThan(8);
    }
  });

  it("goes back step by step through several runs", async () => {
    const host = machine(lineage(3));
    expect((await takeBack(host, record(linksTo(2)), record(linksTo(3)))).kept).toBeUndefined();
    expect(await served(host)).toEqual(pair(2));
    expect((await takeBack(host, record(linksTo(1)), record(linksTo(2)))).kept).toBeUndefined();
    expect(await served(host)).toEqual(pair(1));
  });

  it("goes by whole numbers", async () => {
    const host = machine(lineage(12));
    expect((await takeBack(host, record(linksTo(2)), record(linksTo(12)))).kept).toBeUndefined();
    expect(await served(host)).toEqual(pair(2));
    expect((await host.stat(`${live}/cert.pem`))?.target).toBe("../../archive/wss-setup/cert13.pem");
  });

  it("that was renewed since stays: there is nothing to go back to", async () => {
    const host = machine(lineage(3));
    const state = host.toJSON();
    expect((await takeBack(host, before, after)).kept).toBeUndefined();
    expect(host.toJSON()).toEqual(state);
  });

  it("that is gone already is nothing to speak of", async () => {
    const host = machine({});
    expect((await takeBack(host, before, after)).kept).toBeUndefined();
  });

  it("whose earlier pair is gone stays at the present one, and told", async () => {
    const files = lineage(2);
    delete files[`${archive}/privkey1.pem`];
    const host = machine(files);
    const { kept } = await takeBack(host, before, after);
    expect(kept).toContain("is not in certbot's archive any more");
    expect(await served(host)).toEqual(pair(2));
  });
});
