import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DemoHost } from "../../src/demo/demo-host.ts";
import { PretendBox } from "../../src/demo/pretend-box.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const reload = async () => undefined;

function make() {
  const folder = temporaryFolder();
  const addresses = ["127.0.0.1", "::1"];
  const box = new PretendBox({ addresses, backendPort: 4321, onCommand: () => undefined, reload });
  const programs = { greet: [process.execPath, "-e", "console.log(process.argv[1])"] };
  return { folder, host: new DemoHost(new RealHost(), { folder, box, programs, addresses }) };
}

it("starts our own programs and no other, whatever is asked for", async () => {
  const { host, folder } = make();
  expect((await host.run(["greet", "hello"])).stdout).toBe("hello\n");
  const victim = join(folder, "victim");
  for (const argv of [
    ["touch", victim],
    ["/usr/bin/touch", victim],
    ["sh", "-c", `touch ${victim}`],
    ["constructor"],
  ]) {
    expect((await host.run(argv)).code, argv.join(" ")).toBe(127);
    const companion = await host.accompany();
    await companion.tell(argv.join(" "));
    await companion.end();
  }
  expect(existsSync(victim)).toBe(false);
});

it("looks no name up outside: localhost is this machine, others are nowhere", async () => {
  const { host } = make();
  expect(await host.resolve("localhost", 4)).toEqual(["127.0.0.1"]);
  expect(await host.resolve("app.localhost", 6)).toEqual(["::1"]);
  expect(await host.resolve("example.com", 4)).toEqual([]);
  expect(await host.resolve("notlocalhost", 4)).toEqual([]);
});

it("has one lock a folder, leaves no file for it, and gives it back", async () => {
  const { host, folder } = make();
  const lock = await host.lock("/run/wss-setup.lock");
  expect(lock).toBeDefined();
  expect(await host.lock("/run/wss-setup.lock")).toBeUndefined();
  expect(await make().host.lock("/run/wss-setup.lock")).toBeDefined();
  await lock?.release();
  const again = await host.lock("/run/wss-setup.lock");
  expect(again).toBeDefined();
  await again?.release();
  expect(existsSync(join(folder, "run"))).toBe(false);
});
