import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { symlink, writeFile } from "../../../src/core/build-step.ts";
import type { Step } from "../../../src/core/step.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { nginx } from "../../../src/proxies/nginx/nginx.ts";
import { places } from "../../../src/proxies/nginx/places.ts";
import { issue } from "../../helpers/authority.ts";
import { command } from "../../helpers/box/command.ts";
import { emptyBox } from "../../helpers/facts.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { unpacked } from "../../helpers/unpacked.ts";
import { runSteps } from "../../interpreters/apply/run-steps.ts";
import { back, reloadOf, running } from "../../interpreters/apply/undo/taken-back.ts";
import { liveNginx } from "./running-nginx.ts";

const suite = "bookworm";
const found = await unpacked({
  suite,
  name: nginx.id,
  packages: liveNginx.builds[suite]?.packages ?? [],
  path: liveNginx.path,
});
const program = "argv" in found ? found.argv : [];

const pairFile = "/etc/ssl/certs/wss-setup.pem";
const why = "for the test";

const service = reloadOf("nginx", nginx.configTest);

/** The files of a box in memory, as nginx reads them, in a folder: it tests them there. */
async function tested(host: MemoryHost, folder: string) {
  rmSync(join(folder, "etc"), { recursive: true, force: true });
  for (const path of host.paths().filter((each) => each.startsWith("/etc/"))) {
    // What a link leads to.
    const content = await host.readFile(path).catch(() => undefined);
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const moved = content.toString().replaceAll(/\/etc\/|\/run\//g, (each) => `${folder}${each}`);
    writeFileSync(join(folder, path), moved);
  }
  mkdirSync(join(folder, "run"), { recursive: true });
  return command([...program, "-t", "-p", folder, "-c", join(folder, places.main)]);
}

/** A box on which nginx ran before us, with another site. */
function boxWithNginx(): { readonly host: MemoryHost; readonly test: () => ReturnType<typeof tested> } {
  const folder = temporaryFolder();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const host: MemoryHost = new MemoryHost({
    files: {
      "/run/systemd/system": { folder: true },
      [places.main]: `pid /run/nginx.pid;
error_log stderr;
events { }
http {
  access_log off;
${temporary.map((name) => `  ${name}_temp_path /run/${name};`).join("\n")}
  include /etc/nginx/conf.d/*.conf;
  include /etc/nginx/sites-enabled/*;
}
`,
      "/etc/nginx/conf.d/theirs.conf": "server { listen 8080; }\n",
      "/etc/nginx/sites-available": { folder: true },
      "/etc/nginx/sites-enabled": { folder: true },
    },
    run: ([name], _, on) => (name === "nginx" ? tested(on, folder) : running),
  });
  return { host, test: () => tested(host, folder) };
}

const { certificate, key } = issue("node.example.com", { names: ["node.example.com"] });
const site = `server { listen 8443 ssl; ssl_certificate ${pairFile}; ssl_certificate_key ${pairFile}; }\n`;

function write(path: string, content: string): Step {
  return writeFile(emptyBox, { path, content, mode: 0o600, why });
}

describe.skipIf(program.length === 0)(
  "a real nginx, once what others edited is left and its pair is gone",
  () => {
    const link = symlink(emptyBox, { path: places.link, target: places.site, why });
    it.each([
      [
        "in conf.d, under a name that it does not load",
        [write(places.dropIn, site)],
        places.dropIn,
        `${places.dropIn}.kept-by-wss-setup`,
      ],
      [
        "in the place of our link, under a hidden name",
        [write(places.site, site), link],
        places.link,
        "/etc/nginx/sites-enabled/.wss-setup.conf.kept-by-wss-setup",
      ],
    ])("starts: the file is %s", { timeout: 60_000 }, async (_, steps, path, aside) => {
      const { host, test } = boxWithNginx();
      await runSteps(host, [write(pairFile, `${certificate}${key}`), ...steps, service]);
      expect(await test()).toMatchObject({ code: 0 });
      await host.remove(path);
      await host.writeFile(path, `# mine\n${site}`, { mode: 0o644 });
      await expect(back(host, "remove")).rejects.toMatchObject({
        exitCode: 3,
        message: `Taken back, but not all: ${path} was edited since, and nginx does not start with it: it is now ${aside}`,
      });
      expect(await host.stat(pairFile)).toBeUndefined();
      expect((await host.readFile(aside))?.toString()).toBe(`# mine\n${site}`);
      expect(await test()).toMatchObject({ code: 0 });
      await back(host, "remove");
      expect(await host.list("/var/lib/wss-setup")).toEqual([]);
    });
  },
);
