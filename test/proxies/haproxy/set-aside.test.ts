import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { editFile, writeFile } from "../../../src/core/build-step.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { haproxy } from "../../../src/proxies/haproxy/haproxy.ts";
import { marks, places } from "../../../src/proxies/haproxy/places.ts";
import { issue } from "../../helpers/authority.ts";
import { command } from "../../helpers/box/command.ts";
import { emptyBox } from "../../helpers/facts.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { unpacked } from "../../helpers/unpacked.ts";
import { runSteps } from "../../interpreters/apply/run-steps.ts";
import { back, reloadOf, running } from "../../interpreters/apply/undo/taken-back.ts";
import { liveHaproxy } from "./running-haproxy.ts";

const suite = "bookworm";
const found = await unpacked({
  suite,
  name: haproxy.id,
  packages: liveHaproxy.builds[suite]?.packages ?? [],
  path: liveHaproxy.path,
});
const program = "argv" in found ? found.argv : [];

const aside = `${places.main}.kept-by-wss-setup`;
const why = "for the test";

const service = reloadOf("haproxy", haproxy.configTest);

const theirs =
  "defaults\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\n\nfrontend theirs\n  bind 127.0.0.1:8080\n";
const block = `frontend ours\n  bind 127.0.0.1:8443 ssl crt ${places.pair}\n`;
const { certificate, key } = issue("node.example.com", { names: ["node.example.com"] });

/** The files of a box in memory, as HAProxy reads them, in a folder: it tests them there. */
async function tested(host: MemoryHost, folder: string) {
  rmSync(join(folder, "etc"), { recursive: true, force: true });
  for (const path of host.paths().filter((each) => each.startsWith("/etc/haproxy/"))) {
    const content = await host.readFile(path).catch(() => undefined);
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content.toString().replaceAll("/etc/", `${folder}/etc/`));
  }
  return command([...program, "-c", "-f", join(folder, places.main)]);
}

it.skipIf(program.length === 0)(
  "a real HAProxy starts with their sections once our block, which they edited, and its pair are gone",
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder();
    const host: MemoryHost = new MemoryHost({
      files: { "/run/systemd/system": { folder: true }, [places.main]: theirs },
      run: ([name], _, on) => (name === "haproxy" ? tested(on, folder) : running),
    });
    await runSteps(host, [
      writeFile(emptyBox, { path: places.pair, content: `${certificate}${key}`, mode: 0o600, why }),
      editFile(emptyBox, { path: places.main, edits: [{ marks, block }], why }),
      service,
    ]);
    const ours = (await host.readFile(places.main))?.toString() ?? "";
    await host.writeFile(places.main, ours.replace(block, `${block}  maxconn 50\n`), { mode: 0o644 });
    expect(await tested(host, folder)).toMatchObject({ code: 0 });
    await expect(back(host, "remove")).rejects.toMatchObject({
      exitCode: 3,
      message: `Taken back, but not all: ${places.main} was edited since, and haproxy does not start with our block in it: the block is now ${aside}`,
    });
    expect(await host.stat(places.pair)).toBeUndefined();
    expect((await host.readFile(places.main))?.toString()).toBe(theirs);
    expect((await host.readFile(aside))?.toString()).toBe(`${block}  maxconn 50\n`);
    expect(await tested(host, folder)).toMatchObject({ code: 0 });
    await back(host, "remove");
    expect(await host.list("/var/lib/wss-setup")).toEqual([]);
  },
);
