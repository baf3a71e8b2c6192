import { describe, expect, it } from "vitest";
import { MemoryHost, type Placed } from "../../../../src/host/memory-host.ts";
import { foreignPaths } from "../../../../src/interpreters/apply/undo/foreign-paths.ts";
import { addedSince, listEtc } from "../../../../src/packages/etc-listing.ts";

type Files = Readonly<Record<string, Placed>>;

/** What the package `proxy` ships, and the link that its script makes. */
const shipped: Files = {
  "/etc/proxy/proxy.conf": "stock\n",
  "/etc/proxy/sites/default": "stock\n",
  "/etc/default/proxy": "stock\n",
};
const link: Files = { "/etc/proxy/on": { target: "sites/default" } };
const base: Files = { "/etc/default/other": "the base system's\n" };

/** dpkg and find on a box where the packages `proxy` and `base` are. */
function boxWith(files: Files, edited: readonly string[] = []): MemoryHost {
  const owned = ["/etc", "/etc/default", "/etc/proxy", "/etc/proxy/sites", ...Object.keys(shipped)];
  const shared = new Set(["/etc", "/etc/default"]);
  return new MemoryHost({
    files: { ...base, ...files },
    run: (argv, _options, host) => {
      const [program, verb, ...rest] = argv;
      if (program === "find") {
        const below = Object.keys(host.toJSON()).filter((path) => path.startsWith("/etc/"));
        return { stdout: below.map((path) => `${path}\0`).join("") };
      }
      if (verb === "-L") return { stdout: `/.\n${owned.join("\n")}\n` };
      if (verb === "-S") {
        return { stdout: rest.map((path) => `${shared.has(path) ? "base, " : ""}proxy: ${path}\n`).join("") };
      }
      if (verb === "--verify") return { stdout: edited.map((path) => `??5?????? c ${path}\n`).join("") };
      return undefined;
    },
  });
}

/** What is foreign when the package came to a box with `earlier` files, and `changes` were made since. */
async function foreign(earlier: Files, changes: Files, cut = false): Promise<readonly string[]> {
  const before = await listEtc(boxWith(earlier));
  const installed = boxWith({ ...shipped, ...link, ...earlier });
  const arrived = cut ? undefined : await addedSince(installed, before);
  const edited = Object.keys(changes).filter((path) => path in shipped);
  return foreignPaths(
    boxWith({ ...shipped, ...link, ...earlier, ...changes }, edited),
    ["proxy"],
    before,
    arrived,
  );
}

const cases: readonly (readonly [string, Files, Files, readonly string[]])[] = [
  ["nothing of others", {}, {}, []],
  ["a new file in its folder", {}, { "/etc/proxy/mine": "" }, ["/etc/proxy/mine"]],
  ["an empty folder of its own, there before", { "/etc/proxy/sites": { folder: true } }, {}, []],
  ["an empty folder in its folder", {}, { "/etc/proxy/my": { folder: true } }, ["/etc/proxy/my"]],
  ["a new file elsewhere", {}, { "/etc/default/mine": "" }, []],
  ["an edited file in its folder", {}, { "/etc/proxy/proxy.conf": "mine" }, ["/etc/proxy/proxy.conf"]],
  ["an edited file elsewhere", {}, { "/etc/default/proxy": "mine" }, ["/etc/default/proxy"]],
  ["a file there before, in its folder", { "/etc/proxy/mine": "" }, {}, ["/etc/proxy/mine"]],
  ["a file there before, under its name", { "/etc/default/proxy": "" }, {}, ["/etc/default/proxy"]],
];

describe.each([
  { title: "a purge after a step that was done", cut: false },
  { title: "a purge after a step that was cut off", cut: true },
])("$title would take", ({ cut }) => {
  it.each(cases)("%s", async (_, earlier, changes, expected) => {
    expect(await foreign(earlier, changes, cut)).toEqual(expected);
  });
});

it("a changed mode or owner is an edit too", async () => {
  const changes = { "/etc/default/proxy": { content: "stock\n", mode: 0o600 } };
  expect(await foreign({}, changes)).toEqual(["/etc/default/proxy"]);
});

it("nothing is asked where nothing is purged", async () => {
  const host = new MemoryHost();
  expect(await foreignPaths(host, [], [], {})).toEqual([]);
  expect(host.commands).toEqual([]);
});
