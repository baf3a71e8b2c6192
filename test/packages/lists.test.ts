import { describe, expect, it } from "vitest";
import { parseOwners, parseVerify } from "../../src/packages/ownership.ts";
import { type PackageList, parsePackages } from "../../src/packages/package-list.ts";
import { newcomers, otherStates, takeBackOf } from "../../src/packages/take-back.ts";

const installed = (version: string) => ({ status: "installed", version });
const removed = (version: string) => ({ status: "config-files", version });

it("packages by apt's names: another architecture is told, what is not installed is left out", () => {
  const output = [
    "nginx-common\tall\tconfig-files\t1.22",
    "libc6\tamd64\tinstalled\t2.36",
    "libc6\ti386\tinstalled\t2.36",
    "gone\tamd64\tnot-installed\t",
    "asked\t\tunpacked\t1",
    "",
  ].join("\n");
  expect(parsePackages(output, "amd64")).toEqual({
    "nginx-common": removed("1.22"),
    libc6: installed("2.36"),
    "libc6:i386": installed("2.36"),
    asked: { status: "unpacked", version: "1" },
  });
});

describe("how a package goes again", () => {
  const nothing = { purge: [], remove: [] };
  const states: readonly (readonly [string, PackageList, PackageList, object])[] = [
    ["new: purged", {}, { a: installed("1") }, { purge: ["a"] }],
    ["new, in pieces: purged", {}, { a: { status: "half-installed", version: "1" } }, { purge: ["a"] }],
    ["new, removed by other hands: purged", {}, { a: removed("1") }, { purge: ["a"] }],
    ["never came: nothing", {}, {}, {}],
    ["there before: stays", { a: installed("1") }, { a: installed("2") }, {}],
    ["in pieces before: stays", { a: { status: "unpacked", version: "1" } }, { a: installed("1") }, {}],
    ["its configuration was there: removed", { a: removed("1") }, { a: installed("1") }, { remove: ["a"] }],
    ["and is so again: nothing", { a: removed("1") }, { a: removed("1") }, {}],
    ["and is gone: nothing", { a: removed("1") }, {}, {}],
  ];
  it.each(states)("%s", (_, before, now, expected) => {
    expect(takeBackOf(["a"], before, now)).toEqual({ ...nothing, ...expected });
  });

  it("never what apt did not name", () => {
    expect(takeBackOf([], {}, { a: installed("1") })).toEqual(nothing);
  });
});

it("of what apt would install, that counts as new which was not installed", () => {
  const before = { there: installed("1"), pieces: { status: "unpacked", version: "1" }, rc: removed("1") };
  expect(newcomers(["new", "there", "pieces", "rc"], before)).toEqual(["new", "rc"]);
});

it("tells of an upgrade and of another state, and not of what is as before or was not there", () => {
  const pieces = { status: "half-installed", version: "1" };
  const before = {
    up: installed("1"),
    same: installed("1"),
    broken: installed("1"),
    gone: removed("1"),
    mended: pieces,
  };
  const now = {
    up: installed("2"),
    same: installed("1"),
    broken: { status: "unpacked", version: "2" },
    mended: installed("1"),
  };
  expect(otherStates(["up", "same", "broken", "gone", "mended", "new"], before, now)).toEqual([
    "up stays at 2, it was at 1: an upgrade cannot be taken back",
    "broken is unpacked, it was installed",
    "gone is gone, it was config-files",
  ]);
});

it("owners of folders: several, with an architecture, without diversions", () => {
  const output = [
    "nginx-common: /etc/nginx",
    "openssh-server, nginx-common: /etc/default",
    "libgd3:amd64: /etc/gd with: colon",
    "diversion by dash from: /bin/sh",
    "",
  ].join("\n");
  expect(parseOwners(output)).toEqual(
    new Map([
      ["/etc/nginx", ["nginx-common"]],
      ["/etc/default", ["openssh-server", "nginx-common"]],
      ["/etc/gd with: colon", ["libgd3:amd64"]],
    ]),
  );
});

it("edited conffiles: with another sum, and neither missing nor anything else of the package", () => {
  const output = [
    "??5?????? c /etc/nginx/mime.types",
    "missing   c /etc/nginx/koi-win",
    "??5??????   /usr/share/nginx/html/index.html",
    "",
  ].join("\n");
  expect(parseVerify(output)).toEqual(["/etc/nginx/mime.types"]);
});
