import { expect, test } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { ReadOnlyHost } from "../../src/host/read-only-host.ts";

function make() {
  const under = new MemoryHost({
    files: { "/etc/file": "text" },
    names: { "a.example": ["192.0.2.1"] },
    run: () => ({ stdout: "ran" }),
  });
  return { under, host: new ReadOnlyHost(under) };
}

test("it can be looked at", async () => {
  const { host } = make();
  expect((await host.readFile("/etc/file"))?.toString()).toBe("text");
  expect(await host.stat("/etc/file")).toMatchObject({ kind: "file" });
  expect(await host.list("/etc")).toContain("file");
  expect(await host.resolve("a.example", 4)).toEqual(["192.0.2.1"]);
  expect(await host.run(["nginx", "-V"])).toMatchObject({ code: 0, stdout: "ran" });
});

test("whatever would change it is our bug, and does not happen", async () => {
  const { host, under } = make();
  const before = under.toJSON();
  const attempts = [
    () => host.writeFile("/etc/file"),
    () => host.copyFile({ path: "/etc/other", sha256: "" }, "/etc/file"),
    () => host.appendFile("/etc/file"),
    () => host.makeDirectory("/etc/folder"),
    () => host.dressDirectory("/etc"),
    () => host.symlink("x", "/etc/link"),
    () => host.remove("/etc/file"),
    () => host.lock("/etc/lock"),
    () => host.run(["rm", "/etc/file"]),
    () => host.accompany(["sh"]),
  ];
  for (const attempt of attempts)
    await expect(attempt()).rejects.toMatchObject({ name: "Failure", kind: "bug" });
  expect(under.toJSON()).toEqual(before);
  expect(under.writes).toEqual([]);
  expect(under.commands).toEqual([]);
  expect(under.companions).toEqual([]);
});
