import { expect, test } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { OverlayHost } from "../../src/host/overlay-host.ts";

function make() {
  const under = new MemoryHost({
    files: {
      "/etc/nginx/nginx.conf": { content: "old", mode: 0o640, gid: 33 },
      "/etc/nginx/sites-enabled/default": { target: "../sites-available/default" },
      "/etc/nginx/sites-available/default": "server {}",
      "/etc/linked": { target: "nginx" },
    },
    run: () => ({ stdout: "from the machine" }),
  });
  const asked: (readonly string[])[] = [];
  const host = new OverlayHost(under, {
    run: (argv) => {
      asked.push(argv);
      return { code: 0, stdout: "pretended", stderr: "" };
    },
  });
  return { under, host, asked };
}

test("later reads see earlier changes, and the host underneath sees none", async () => {
  const { under, host } = make();
  const before = under.toJSON();
  await host.writeFile("/etc/nginx/nginx.conf", "new", { mode: 0o600 });
  await host.makeDirectory("/etc/nginx/snippets", { mode: 0o755 });
  await host.writeFile("/etc/nginx/snippets/ours", "ours", { mode: 0o644 });
  await host.remove("/etc/nginx/sites-enabled/default");
  await host.symlink("../sites-available/ours", "/etc/nginx/sites-enabled/ours");
  expect((await host.readFile("/etc/nginx/nginx.conf"))?.toString()).toBe("new");
  expect(await host.stat("/etc/nginx/nginx.conf")).toMatchObject({ mode: 0o600, gid: 0 });
  expect(await host.list("/etc/nginx/sites-enabled")).toEqual(["ours"]);
  expect(await host.list("/etc/nginx")).toEqual([
    "nginx.conf",
    "sites-available",
    "sites-enabled",
    "snippets",
  ]);
  expect(under.toJSON()).toEqual(before);
  expect(host.changedPaths()).toEqual([
    "/etc/nginx/nginx.conf",
    "/etc/nginx/sites-enabled/default",
    "/etc/nginx/sites-enabled/ours",
    "/etc/nginx/snippets",
    "/etc/nginx/snippets/ours",
  ]);
});

test("what lies underneath shines through: content, links, mode and owner", async () => {
  const { host } = make();
  expect((await host.readFile("/etc/nginx/sites-enabled/default"))?.toString()).toBe("server {}");
  expect(await host.stat("/etc/nginx/sites-enabled/default")).toMatchObject({
    target: "../sites-available/default",
  });
  await host.appendFile("/etc/nginx/nginx.conf", "+", 0o600);
  expect((await host.readFile("/etc/nginx/nginx.conf"))?.toString()).toBe("old+");
  expect(await host.stat("/etc/nginx/nginx.conf")).toMatchObject({ mode: 0o640, gid: 33 });
});

test("a change through a linked folder is seen by both of its names", async () => {
  const { host } = make();
  await host.writeFile("/etc/linked/nginx.conf", "new", { mode: 0o600 });
  expect((await host.readFile("/etc/nginx/nginx.conf"))?.toString()).toBe("new");
  expect(host.changedPaths()).toEqual(["/etc/nginx/nginx.conf"]);
});

test("what was removed can be made anew", async () => {
  const { host } = make();
  await host.remove("/etc/nginx/nginx.conf");
  expect(await host.readFile("/etc/nginx/nginx.conf")).toBeUndefined();
  expect(await host.list("/etc/nginx")).not.toContain("nginx.conf");
  await host.writeFile("/etc/nginx/nginx.conf", "again", { mode: 0o644 });
  expect(await host.list("/etc/nginx")).toContain("nginx.conf");
});

test("commands that look reach the machine, all others only the function that stands for them", async () => {
  const { host, under, asked } = make();
  expect((await host.run(["nginx", "-V"])).stdout).toBe("from the machine");
  expect((await host.run(["systemctl", "restart", "nginx"])).stdout).toBe("pretended");
  expect(under.commands).toEqual([["nginx", "-V"]]);
  expect(asked).toEqual([["systemctl", "restart", "nginx"]]);
});

test("a companion is told everything and starts nothing", async () => {
  const { under, host } = make();
  const companion = await host.accompany();
  await companion.tell("a line");
  await companion.end();
  expect(under.companions).toEqual([]);
});
