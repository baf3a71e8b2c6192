import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Answers, ProxyId } from "../../src/core/answers.ts";
import { challengeRoot } from "../../src/core/paths.ts";
import { proxies } from "../../src/proxies/index.ts";
import type { Box } from "../helpers/box/box.ts";
import { someAnswers } from "../helpers/facts.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tally } from "../helpers/tally.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type Emitted, emittedFor } from "../injection/emitted.ts";
import { type Field, fields, refusal } from "../injection/fields.ts";
import { renaming } from "../injection/kin.ts";
import { payloads } from "../injection/payloads.ts";
import { renamed, type Tree, treeOf } from "../injection/readers/tree.ts";
import { readUnit } from "../injection/readers/unit.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const title = "payloads read back by the real programs";

/** What is handed to one program for a text at a field; undefined where it is refused. */
interface Case {
  readonly field: string;
  readonly harmless: boolean;
  readonly text: string;
  readonly emitted: readonly Emitted[] | undefined;
}

/** Payloads and harmless texts, at each of these fields, with no validator asked. */
function casesOf(
  some: readonly string[],
  proxyIds: readonly ProxyId[],
  more: Partial<Answers>,
  isWanted: (emitted: Emitted) => boolean,
): readonly Case[] {
  return some.flatMap((field) => {
    const { harmless, put } = fields[field] as Field;
    return proxyIds.flatMap((proxy) => {
      const of = (text: string, isHarmless: boolean): Case => {
        try {
          const emitted = emittedFor({ ...someAnswers, ...more, ...put(text), proxy }).filter(isWanted);
          return { field: `${field} with ${proxy}`, harmless: isHarmless, text, emitted };
        } catch (error) {
          expect((error as Error).message).toMatch(refusal);
          return { field: `${field} with ${proxy}`, harmless: isHarmless, text, emitted: undefined };
        }
      };
      return [
        ...harmless.map((text) => of(text, true)),
        ...payloads.filter(({ text }) => text !== "" && text.length <= 60).map(({ text }) => of(text, false)),
      ];
    });
  });
}

/**
 * Fails unless every payload is refused, or read as a harmless text at the same field is, but for the text.
 * @param read by what is handed over: what the program made of it, undefined where it refuses that
 * @param same how the program may write a value that it takes
 */
function expectInert(
  cases: readonly Case[],
  read: ReadonlyMap<string, Tree | undefined>,
  same: (text: string) => readonly string[] = (text) => [text],
): void {
  const seen = ({ emitted }: Case) => {
    const trees = emitted?.map(({ where, text }) => [where, read.get(text)] as const);
    return trees?.some(([, tree]) => tree === undefined) === false ? (trees as Tree) : undefined;
  };
  const models = cases.filter((each) => each.harmless && seen(each) !== undefined);
  expect(new Set(models.map(({ field }) => field))).toEqual(new Set(cases.map(({ field }) => field)));
  const failures = cases
    .filter(({ harmless }) => !harmless)
    .flatMap((one) => {
      const now = seen(one);
      const like = models.filter(({ field }) => field === one.field);
      const exact =
        now === undefined ||
        like.some((model) =>
          same(one.text).some((value) => {
            const wanted = renamed(seen(model) ?? [], renaming([[model.text, value]]));
            return JSON.stringify(wanted) === JSON.stringify(now);
          }),
        );
      tally(title, { tried: 1, exact: exact ? 1 : 0 });
      return exact ? [] : [`${one.text} at ${one.field}: ${JSON.stringify(now)}`];
    });
  expect(failures.slice(0, 4)).toEqual([]);
}

/** What systemd is asked about a unit: what runs, as whom, with what, and when. */
const properties = [
  ...["LoadState", "LoadError", "Description", "Type", "Requires", "Wants", "After", "Restart"],
  ...[
    "ExecCondition",
    "ExecStartPre",
    "ExecStart",
    "ExecStartPost",
    "ExecReload",
    "ExecStop",
    "ExecStopPost",
  ],
  ...["Environment", "EnvironmentFiles", "PassEnvironment", "User", "Group", "DynamicUser", "UMask"],
  ...["WorkingDirectory", "RootDirectory", "RuntimeDirectory", "RuntimeDirectoryMode", "StateDirectory"],
  ...["CapabilityBoundingSet", "AmbientCapabilities", "NoNewPrivileges", "ProtectSystem", "ReadWritePaths"],
  ...["TasksMax", "LimitNOFILE", "Unit", "TimersMonotonic", "TimersCalendar"],
];

/** Reads units as the systemd of a box does, all of them at once: each as what it says of it, a line a property. */
async function readBySystemd(box: Box, units: readonly Emitted[]): Promise<ReadonlyMap<string, Tree>> {
  const folder = temporaryFolder();
  const names = units.map(({ where, text }, at) => {
    const [, kind = "", dropIn = ""] = /\.(service|timer)(\.d\/[\w-]+\.conf)?$/.exec(where) ?? [];
    const unit = `read-back-${at}.${kind}`;
    mkdirSync(dirname(join(folder, unit + dropIn)), { recursive: true });
    if (dropIn !== "") writeFileSync(join(folder, unit), "[Service]\nExecStart=/bin/true\n");
    writeFileSync(join(folder, unit + dropIn), text);
    return unit;
  });
  await box.copyIn(folder, "/run/systemd/system");
  await box.run(["systemctl", "daemon-reload"]);
  const shown = await box.run(["systemctl", "show", `--property=${properties.join(",")}`, ...names]);
  const blocks = shown.trim().split(/\n\n+/);
  expect(blocks).toHaveLength(units.length);
  // What it does not understand it ignores, and says so.
  const complaints = await box.exec([
    "journalctl",
    "-b",
    "-q",
    "_PID=1",
    "-o",
    "cat",
    "--grep",
    "read-back-",
  ]);
  expect(complaints.stdout).toBe("");
  return new Map(
    units.map(({ text }, at) => [
      text,
      (blocks[at] ?? "").replaceAll(`read-back-${at}.`, "read-back.").split("\n").sort(),
    ]),
  );
}

/** What a unit runs, in its order, by our own reading of it. */
function commandsOf(unit: string): readonly string[] {
  return readUnit(unit).flatMap(([kind, key, value]) =>
    kind === "setting" && String(key).startsWith("Exec")
      ? [`${key} ${String(value).replace(/^\+/, "")}`]
      : [],
  );
}

/** The same by what systemd says of it; no word of ours has a blank in it. */
function commandsShown(lines: Tree | undefined): readonly string[] {
  return [lines ?? []].flat().flatMap((line) => {
    const [, key, words] =
      /^(Exec\w+)=\{ path=\S+ ; argv\[\]=(.*?) ; ignore_errors=no ;/.exec(String(line)) ?? [];
    return key === undefined || words === "/bin/true" ? [] : [`${key} ${words}`];
  });
}

const certificate = {
  source: "certbot",
  agreeTerms: true,
  server: "production",
  challenge: "webroot",
  key: "ecdsa",
} as const;

const certbotFields = ["names", "the first of names", "certificate.email", "certificate.server"];

/** What certbot's own parser makes of arguments: all that it goes by afterwards. */
const parser = `
import json, sys
from certbot import errors
from certbot._internal import cli
from certbot._internal.plugins import disco
plugins = disco.PluginsRegistry.find_all()
def parse(argv):
    try:
        config = cli.prepare_and_parse_args(plugins, argv[1:])
    except (errors.Error, SystemExit):
        return None
    return vars(getattr(config, "namespace", config))
print(json.dumps([parse(argv) for argv in json.load(sys.stdin)], default=repr))
`;

async function readByCertbot(
  box: Box,
  commands: readonly Emitted[],
): Promise<ReadonlyMap<string, Tree | undefined>> {
  // What is no text of UTF-8 comes to a program as the bytes that Node makes of it, and a word with a NUL never does.
  const possible = commands.filter(({ text }) => !text.includes("\\u0000"));
  const argvs = possible.map(({ text }) =>
    (JSON.parse(text) as readonly string[]).map((word) => word.toWellFormed()),
  );
  const parsed = JSON.parse(
    await box.run(["python3", "-c", parser], { input: JSON.stringify(argvs) }),
  ) as readonly unknown[];
  return new Map(
    possible.map(({ text }, at) => [text, parsed[at] === null ? undefined : treeOf(parsed[at])]),
  );
}

/** Each text once. */
function distinct(cases: readonly Case[]): readonly Emitted[] {
  const all = cases.flatMap(({ emitted = [] }) => emitted.map((each) => [each.text, each] as const));
  return [...new Map(all).values()];
}

inBoxes("what is written for a program is what the program reads", () => {
  const cells = cellsOf(title);

  cells.rest("systemd: units", async () => {
    const all = proxies.map(({ id }) => id);
    const cases = casesOf(Object.keys(fields), all, {}, ({ emitter }) => emitter === "systemd");
    const units = distinct(cases);
    expect(new Set(units.map(({ where }) => where)).size).toBeGreaterThanOrEqual(5);
    // No answer reaches a unit: whatever is typed, what one proxy gets is one and the same.
    for (const [field, some] of Map.groupBy(cases, (each) => each.field)) {
      const texts = some.flatMap(({ emitted }) => (emitted === undefined ? [] : [JSON.stringify(emitted)]));
      expect(new Set(texts).size, field).toBe(1);
    }
    await withBox({}, async (box) => {
      const read = await readBySystemd(box, units);
      for (const { where, text } of units) {
        tally(title, { tried: 1, exact: 0 });
        expect(commandsShown(read.get(text)), where).toEqual(commandsOf(text).toSorted());
        tally(title, { tried: 0, exact: 1 });
      }
    });
  });

  cells.rest("certbot: its arguments", async () => {
    const cases = casesOf(certbotFields, ["nginx"], { certificate }, ({ where }) =>
      /^certonly|^certbot/.test(where),
    );
    await withBox({ variant: "certbot-installed" }, async (box) => {
      // It looks whether the folder is there.
      await box.run(["mkdir", challengeRoot]);
      const read = await readByCertbot(box, distinct(cases));
      expectInert(cases, read, (text) => [text.toWellFormed(), text.toLowerCase().replace(/\.$/, "")]);
    });
  });
});
