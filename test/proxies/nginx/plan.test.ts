import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import { applyEdits } from "../../../src/core/edit.ts";
import type { Facts, FileFacts, PlatformFacts } from "../../../src/core/facts.ts";
import { sha256 } from "../../../src/core/sha256.ts";
import type { Step } from "../../../src/core/step.ts";
import type { Listen, NginxFacts } from "../../../src/proxies/nginx/nginx-facts.ts";
import { planNginx } from "../../../src/proxies/nginx/plan-nginx.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";
import { debianMain } from "./debian-files.ts";
import { boxWith, certificate } from "./site.ts";

const main = "/etc/nginx/nginx.conf";
const site = "/etc/nginx/sites-available/wss-setup.conf";
const link = "/etc/nginx/sites-enabled/wss-setup.conf";
const defaultLink = "/etc/nginx/sites-enabled/default";
const webroot = "/var/lib/wss-setup-acme";

function plan(facts: Facts, answers: Partial<Answers> = {}) {
  return planNginx({ answers: { ...someAnswers, ...answers }, facts, certificate });
}

function file(text: string, mode = 0o644): FileFacts {
  return { kind: "file", mode, uid: 0, gid: 0, sha256: sha256(text), text };
}

/** What the probes see once these steps are done on a box with Debian's nginx. */
function after(steps: readonly Step[], nginx: Partial<NginxFacts> = {}): Facts {
  const files: Record<string, FileFacts> = { [main]: file(debianMain) };
  for (const step of steps) {
    if (step.kind === "WriteFile") files[step.path] = file(step.content, step.mode);
    if (step.kind === "Symlink") files[step.path] = { kind: "symlink", target: step.target };
    if (step.kind === "RemoveFile") files[step.path] = { kind: "absent" };
    if (step.kind === "CreateDirectory")
      files[step.path] = { kind: "directory", mode: step.mode, uid: 0, gid: 0 };
    if (step.kind === "EditFile") files[step.path] = file(applyEdits(debianMain, step.edits));
  }
  return boxWith(nginx, { files });
}

const actions = (steps: readonly Step[]) =>
  Object.fromEntries(steps.flatMap((step) => ("path" in step ? [[step.path, step.action]] : [])));

function contentOf(steps: readonly Step[]): string {
  const step = steps.find((each) => each.kind === "WriteFile");
  return step?.kind === "WriteFile" ? step.content : "";
}

const listen = (port: number, more: Partial<Listen> = {}): Listen => ({
  address: "*",
  port,
  isDefault: false,
  socketOptions: [],
  ...more,
});
const theirs = (
  path: string,
  listens: readonly Listen[],
  names: readonly string[] = ["www.example.com"],
) => ({
  servers: [{ file: path, names, listens }],
});
const www = "/etc/nginx/sites-enabled/a-site";

describe("the plan for nginx", () => {
  it("wants everything on an empty box, the default site's removal too: it comes with the package", () => {
    const { steps, problems, warnings, refusesUnknownNames } = plan(emptyBox);
    expect(actions(steps)).toEqual({
      [main]: "update",
      [webroot]: "create",
      [site]: "create",
      [link]: "create",
      [defaultLink]: "delete",
    });
    expect({ problems, warnings, refusesUnknownNames }).toEqual({
      problems: [],
      warnings: [],
      refusesUnknownNames: true,
    });
  });

  it("wants nothing once it is done", () => {
    const { steps } = plan(after(plan(emptyBox).steps));
    expect(new Set(Object.values(actions(steps)))).toEqual(new Set(["no-op"]));
  });

  it.each([
    [{ id: "debian", version: "11" }, "1.18.0-6.1+deb11u5", { version: "1.18.0", openssl: "1.1.1w" }],
    [{ id: "debian", version: "12" }, "1.22.1-9+deb12u2", { version: "1.22.1", openssl: "3.0.17" }],
    [{ id: "debian", version: "13" }, "1.26.3-3+deb13u1", { version: "1.26.3", openssl: "3.5.7" }],
    [{ id: "debian", version: "" }, "1.30.6-1", { version: "1.30.6", openssl: "3.6.5" }],
    [{ id: "ubuntu", version: "22.04" }, "1.18.0-6ubuntu14.7", { version: "1.18.0", openssl: "3.0.2" }],
    [{ id: "ubuntu", version: "24.04" }, "1.24.0-2ubuntu7.5", { version: "1.24.0", openssl: "3.0.13" }],
    [{ id: "ubuntu", version: "26.04" }, "1.28.3-2ubuntu1", { version: "1.28.3", openssl: "3.5.5" }],
  ])("writes before the installation what fits after it: %o", (platform, candidate, build) => {
    const onPlatform = { platform: { ...emptyBox.platform, ...platform } satisfies PlatformFacts };
    const before = plan({ ...emptyBox, ...onPlatform, packages: { nginx: { candidate } } });
    const unknown = plan({ ...emptyBox, ...onPlatform, packages: {} });
    const installed = plan(boxWith(build, onPlatform));
    expect(contentOf(before.steps)).toBe(contentOf(installed.steps));
    expect(contentOf(unknown.steps)).toBe(contentOf(installed.steps));
  });

  it("makes room in nginx.conf and changes nothing else in it", () => {
    const step = plan(emptyBox).steps.find((each) => each.kind === "EditFile");
    const edited = applyEdits(debianMain, step?.kind === "EditFile" ? step.edits : []);
    expect(edited).toBe(
      debianMain
        .replace("worker_connections 768;", "worker_connections 20480;")
        .replace("user www-data;\n", "user www-data;\nworker_rlimit_nofile 65536;\n"),
    );
  });

  it("asks for no more open files than the system allows, as nginx would get none of them", () => {
    const { steps, warnings } = plan(
      boxWith({ mostOpenFiles: 20_000 }, { files: { [main]: file(debianMain) } }),
    );
    const step = steps.find((each) => each.kind === "EditFile");
    expect(applyEdits(debianMain, step?.kind === "EditFile" ? step.edits : [])).toBe(
      debianMain
        .replace("worker_connections 768;", "worker_connections 20000;")
        .replace("user www-data;\n", "user www-data;\nworker_rlimit_nofile 20000;\n"),
    );
    expect(warnings).toEqual([]);
  });

  it("says how few clients a system holds that allows few open files", () => {
    const { warnings } = plan(boxWith({ mostOpenFiles: 4096 }));
    expect(warnings).toMatchObject([
      { id: "few-open-files", text: expect.stringContaining("about 2000 clients") },
    ]);
  });

  it("keeps larger values of the operator's", () => {
    const large = debianMain
      .replace("worker_connections 768;", "worker_connections 100000;")
      .replace("worker_processes auto;", "worker_processes auto;\nworker_rlimit_nofile 200000;");
    const { steps } = plan(boxWith({}, { files: { [main]: file(large) } }));
    expect(actions(steps)[main]).toBe("no-op");
  });

  it.each([
    ["on one line", "user www-data;\nevents { worker_connections 512; }\n"],
    ["without events", "user www-data;\nhttp {}\n"],
    ["that cannot be read", "user www-data;\nevents {\n"],
    [
      "that sets a value twice",
      "user www-data;\nworker_rlimit_nofile 1; worker_rlimit_nofile 2;\nevents {\n}\n",
    ],
  ])("leaves an nginx.conf %s to the operator, and says what it needs", (_, text) => {
    const { steps, warnings } = plan(boxWith({}, { files: { [main]: file(text) } }));
    expect(actions(steps)).not.toHaveProperty(main);
    expect(warnings.map(({ id }) => id)).toEqual(["little-room"]);
    expect(plan(boxWith({ hasRoom: true }, { files: { [main]: file(text) } })).warnings).toEqual([]);
  });

  it("leaves an nginx.conf alone that is a link, and says what it needs unless it has that", () => {
    const files = { [main]: { kind: "symlink", target: "/srv/conf/nginx.conf" } } as const;
    const { steps, warnings, problems } = plan(boxWith({}, { files }));
    expect(actions(steps)).not.toHaveProperty(main);
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([
      { id: "little-room", text: expect.stringContaining("is a link to /srv/conf/nginx.conf") },
    ]);
    const roomy = plan(boxWith({ hasRoom: true }, { files }));
    expect(actions(roomy.steps)).not.toHaveProperty(main);
    expect(roomy.warnings).toEqual([]);
  });

  it("leaves a default site that somebody wrote, and takes the stock one out", () => {
    expect(actions(plan(boxWith({ defaultSite: true, stockDefaultSite: false })).steps)).not.toHaveProperty(
      defaultLink,
    );
    const linked = {
      [defaultLink]: { kind: "symlink", target: "/etc/nginx/sites-available/default" },
    } as const;
    const stock = plan(boxWith({ defaultSite: true, stockDefaultSite: true }, { files: linked }));
    expect(actions(stock.steps)[defaultLink]).toBe("delete");
  });

  it("leaves port 80 alone when nobody wants it, and certbot wants it without a redirect", () => {
    const { steps } = plan(emptyBox, { redirectHttp: false });
    expect(actions(steps)).not.toHaveProperty(webroot);
    expect(contentOf(steps)).not.toMatch(/listen .*80\b/);
    const source = {
      source: "certbot",
      agreeTerms: true,
      server: "staging",
      challenge: "webroot",
      key: "ecdsa",
    } as const;
    const withCertbot = contentOf(plan(emptyBox, { redirectHttp: false, certificate: source }).steps);
    expect(withCertbot).toContain("listen 80;");
    expect(withCertbot).not.toContain("return 301");
  });

  it("puts the site into conf.d where that is all that nginx reads", () => {
    const { steps } = plan(boxWith({ sites: "conf.d" }));
    expect(actions(steps)).toHaveProperty("/etc/nginx/conf.d/wss-setup.conf", "create");
    expect(actions(steps)).not.toHaveProperty(link);
    expect(plan(boxWith({ sites: "none" })).problems[0]?.text).toContain("no place for a site");
  });

  it("makes larger hash tables for long names, unless the operator has them", () => {
    const names = [`${"a".repeat(60)}.example.com`];
    expect(contentOf(plan(emptyBox, { names }).steps)).toContain("server_names_hash_bucket_size 128;");
    const present = plan(boxWith({ hashBuckets: { server_names_hash_bucket_size: 128 } }), { names });
    expect(contentOf(present.steps)).not.toContain("hash_bucket_size");
    expect(present.problems).toEqual([]);
    const small = plan(boxWith({ hashBuckets: { server_names_hash_bucket_size: 64 } }), { names });
    expect(small.problems[0]?.text).toContain("server_names_hash_bucket_size 128;");
  });

  describe("beside other sites", () => {
    it("leaves unknown names to an explicit default, and says so", () => {
      const nginx = theirs("/etc/nginx/sites-enabled/zzz", [listen(443, { isDefault: true })]);
      const { warnings, problems, refusesUnknownNames, steps } = plan(boxWith({ ...nginx, ipv6: false }));
      expect({ problems, refusesUnknownNames }).toEqual({ problems: [], refusesUnknownNames: false });
      expect(warnings[0]?.text).toContain("/etc/nginx/sites-enabled/zzz");
      expect(contentOf(steps)).not.toMatch(/443.*default_server/);
    });

    it("stops where ours would be read before a site that is the default by its place", () => {
      const text = (path: string) =>
        plan(boxWith(theirs(path, [listen(443)]))).problems.map((problem) => problem.text);
      expect(text("/etc/nginx/sites-enabled/www")).toEqual([expect.stringContaining("write default_server")]);
      expect(text(www)).toEqual([]);
      expect(text("/etc/nginx/conf.d/www.conf")).toEqual([]);
    });

    it("names the file that serves a name already", () => {
      const { problems } = plan(boxWith(theirs(www, [listen(80)], ["node.example.com"])));
      expect(problems).toEqual([
        {
          text: expect.stringMatching(`node.example.com .* port 80 by ${www}.*redirectHttp`),
          next: `editor ${www}`,
        },
      ]);
      expect(
        plan(boxWith(theirs(www, [listen(80)], ["node.example.com"])), { redirectHttp: false }).problems,
      ).toEqual([]);
      expect(plan(boxWith(theirs(www, [listen(443)], ["node.example.com"]))).problems[0]?.text).toContain(
        "port 443",
      );
      expect(plan(boxWith(theirs(www, [listen(8443)], ["node.example.com"]))).problems).toEqual([]);
    });

    it("cannot serve an address where another site answers clients without SNI", () => {
      const { problems } = plan(boxWith(theirs(www, [listen(443)])), { names: ["203.0.113.10"] });
      expect(problems[0]?.text).toMatch(/203\.0\.113\.10 is an address/);
    });

    it("cannot listen beside a site of this box alone", () => {
      const { problems } = plan(boxWith(theirs(www, [listen(80, { address: "127.0.0.1" })])));
      expect(problems[0]?.text).toContain("127.0.0.1:80 alone");
    });
  });

  describe("what stands in the way", () => {
    it("a program on a port, with the way to stop it", () => {
      const apache = { address: "::", port: 80, process: "apache2", pid: 431 };
      expect(plan({ ...emptyBox, listeners: [apache] }).problems).toEqual([
        {
          text: "Port 80 is taken by apache2 (process 431); nginx needs it.",
          next: "systemctl disable --now apache2",
        },
      ]);
      expect(plan({ ...emptyBox, listeners: [apache] }, { redirectHttp: false }).problems).toEqual([]);
      const unseen = { address: "::", port: 443 };
      expect(plan({ ...emptyBox, listeners: [unseen] }).problems[0]?.next).toBe("ss -ltnp 'sport = :443'");
    });

    it("not our own nginx, also where nobody may see the process", () => {
      const running = { nginx: { loaded: true, active: true, enabled: true, masked: false } };
      for (const process of [{ process: "nginx", pid: 5 }, {}]) {
        const listeners = [{ address: "0.0.0.0", port: 443, ...process }];
        expect(plan(boxWith({}, { listeners, units: running })).problems).toEqual([]);
      }
    });

    it("an nginx that did not come from a package", () => {
      const listeners = [{ address: "0.0.0.0", port: 443, process: "nginx", pid: 5 }];
      expect(plan({ ...emptyBox, listeners }).problems[0]?.text).toContain("nginx (process 5)");
    });

    it("a configuration that nginx refuses already, unless the fault is one that we mend", () => {
      const failure = '[emerg] unknown directive "lisen" in /etc/nginx/conf.d/a.conf:1';
      expect(plan(boxWith({ failure })).problems[0]).toEqual({
        text: expect.stringContaining("lisen"),
        next: "nginx -t",
      });
      const ours = `[emerg] cannot load certificate "${certificate.certificateFile}"`;
      expect(plan(boxWith({ failure: ours })).problems).toEqual([]);
      expect(plan(boxWith({ failure }, { uid: 1000 })).problems).toEqual([]);
    });

    it.each([
      [["ws://127.0.0.1:9944", "wss://b.example"], "TLS to all backends or to none"],
      [["wss://a.example", "wss://b.example"], "under one name"],
      [["wss://10.0.0.1"], "give the name in its certificate"],
    ])("backends that cannot be verified: %j", (backend, words) => {
      expect(plan(emptyBox, { backend }).problems[0]?.text).toContain(words);
    });

    it("a box without roots, for a backend over TLS alone", () => {
      const bare = boxWith({ trustStore: false });
      expect(plan(bare, { backend: ["wss://a.example"] }).problems[0]?.next).toBe(
        "apt-get install ca-certificates",
      );
      expect(plan(bare).problems).toEqual([]);
    });
  });
});
