import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deployHook } from "../../../src/certificates/certbot/hook.ts";
import { nginx } from "../../../src/proxies/nginx/nginx.ts";
import { systemd } from "../../../src/services/systemd.ts";
import { sysv } from "../../../src/services/sysv.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const ours = "/etc/letsencrypt/live/wss-setup";
const serving = { test: nginx.configTest, httpPort: 80 };

describe("what the hook says", () => {
  it.each([
    ["systemd", systemd, "systemctl reload nginx.service"],
    ["sysv", sysv, "service nginx reload"],
  ])("for nginx under %s", (_, services, reload) => {
    expect(deployHook({ ...serving, reload: services.reloadCommand("nginx") })).toBe(`#!/bin/sh
# Written by wss-setup. certbot runs it after a renewal: the proxy takes up the new certificate.
set -eu
[ "\${RENEWED_LINEAGE:-}" = ${ours} ] || exit 0
nginx -t
${reload}
`);
  });
});

describe("for a proxy that reads a copy of the pair", () => {
  it("the hook makes that before the proxy's test", () => {
    const copies = { make: ["/usr/local/lib/wss-setup/copy-certificate"], files: ["/etc/proxy/pair.pem"] };
    const lines = deployHook({ ...serving, reload: systemd.reloadCommand("nginx"), copies }).split("\n");
    expect(lines.slice(-4)).toEqual([...copies.make, "nginx -t", "systemctl reload nginx.service", ""]);
  });
});

describe("what the hook does", () => {
  /** Runs it with programs that write down that they ran; the test of the configuration says `verdict`. */
  function run(environment: Readonly<Record<string, string>>, verdict = 0) {
    const folder = temporaryFolder();
    const ran = join(folder, "ran");
    mkdirSync(join(folder, "bin"));
    const program = (name: string, code: number) => {
      const path = join(folder, "bin", name);
      writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>'${ran}'\nexit ${code}\n`);
      chmodSync(path, 0o755);
    };
    program("nginx", verdict);
    program("systemctl", 0);
    const hook = join(folder, "hook");
    writeFileSync(hook, deployHook({ ...serving, reload: systemd.reloadCommand("nginx") }));
    const env = { PATH: `${folder}/bin:/usr/bin:/bin`, ...environment };
    const { status } = spawnSync("/bin/sh", [hook], { env });
    return { status, ran: existsSync(ran) ? readFileSync(ran, "utf8").trim().split("\n") : [] };
  }

  it("for our lineage: tests, then reloads", () => {
    expect(run({ RENEWED_LINEAGE: ours })).toEqual({
      status: 0,
      ran: ["nginx -t", "systemctl reload nginx.service"],
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["of another lineage", { RENEWED_LINEAGE: "/etc/letsencrypt/live/shop.example.com" }],
    ["of one whose name begins like ours", { RENEWED_LINEAGE: `${ours}-0001` }],
    ["of none", {}],
  ])("for a renewal %s: nothing, and in peace", (_, environment) => {
    expect(run(environment)).toEqual({ status: 0, ran: [] });
  });

  it("fails, and reloads nothing, where the proxy refuses its configuration", () => {
    expect(run({ RENEWED_LINEAGE: ours }, 1)).toEqual({ status: 1, ran: ["nginx -t"] });
  });
});
