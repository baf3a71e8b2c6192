import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { RealHost } from "../../src/host/real-host.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const host = new RealHost();
/** Writes down what it is told, and at the end that there was one. */
const writing = 'echo ready; exec >"$1"; while read -r line; do echo "$line"; done; echo end';
const argvFor = (file: string) => ["sh", "-c", writing, "sh", file];

it("a companion hears every line, and ends when it is told so", async () => {
  const file = join(temporaryFolder(), "heard");
  const companion = await host.accompany(argvFor(file));
  await companion.tell("one");
  await companion.tell("two words");
  await companion.end();
  expect(readFileSync(file, "utf8")).toBe("one\ntwo words\nend\n");
});

it("a companion lives on when we are killed, hears what was said, and sees the end", async () => {
  const file = join(temporaryFolder(), "heard");
  const module = new URL("../../src/host/real-host.ts", import.meta.url).href;
  const program = `
    const { RealHost } = await import(${JSON.stringify(module)});
    const companion = await new RealHost().accompany(${JSON.stringify(argvFor(file))});
    await companion.tell("one");
    process.kill(process.pid, "SIGKILL");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
  await expect.poll(() => readFileSync(file, "utf8")).toBe("one\nend\n");
});

it("what ends before it was ready is a failure, with its own words", async () => {
  await expect(host.accompany(["sh", "-c", "echo no room >&2; exit 3"])).rejects.toMatchObject({
    name: "Failure",
    kind: "outside",
    said: "no room",
  });
  await expect(host.accompany(["/no/such/program"])).rejects.toMatchObject({ kind: "outside" });
});

it("one that has ended cannot be told anything", async () => {
  const companion = await host.accompany(["sh", "-c", "echo ready; exit"]);
  await expect
    .poll(() =>
      companion.tell("anybody?").then(
        () => "told",
        (error) => error.kind,
      ),
    )
    .toBe("outside");
  await companion.end();
});
