import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import { applyEdits } from "../../../src/core/edit.ts";
import type { Facts, FileFacts } from "../../../src/core/facts.ts";
import { sha256 } from "../../../src/core/sha256.ts";
import type { Step } from "../../../src/core/step.ts";
import type { ApacheFacts } from "../../../src/proxies/apache/apache-facts.ts";
import { planApache } from "../../../src/proxies/apache/plan-apache.ts";
import { trialStart } from "../../../src/proxies/apache/trial-start.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";
import { debianMpm, debianPorts } from "./debian-files.ts";
import { boxWith, certificate, plainApache } from "./site.ts";

const mpm = "/etc/apache2/mods-available/mpm_event.conf";
const ports = "/etc/apache2/ports.conf";
const site = "/etc/apache2/sites-available/wss-setup.conf";
const link = "/etc/apache2/sites-enabled/wss-setup.conf";
const lateLink = "/etc/apache2/sites-enabled/zz-wss-setup.conf";
const defaultLink = "/etc/apache2/sites-enabled/000-default.conf";
const limiter = "/usr/local/lib/wss-setup/limit-websockets";
const running = { apache2: { loaded: true, active: true, enabled: true, masked: false } };

function plan(facts: Facts, answers: Partial<Answers> = {}) {
  return planApache({ answers: { ...someAnswers, proxy: "apache", ...answers }, facts, certificate });
}

function file(text: string, mode = 0o644): FileFacts {
  return { kind: "file", mode, uid: 0, gid: 0, sha256: sha256(text), text };
}

/** What the probes see once these steps are done on a box with Debian's Apache. */
function after(steps: readonly Step[], apache: Partial<ApacheFacts> = {}): Facts {
  const files: Record<string, FileFacts> = { [mpm]: file(debianMpm), [ports]: file(debianPorts) };
  const links: Record<string, string> = {};
  for (const step of steps) {
    if (step.kind === "WriteFile") files[step.path] = file(step.content, step.mode);
    if (step.kind === "Symlink") {
      files[step.path] = { kind: "symlink", target: step.target };
      if (step.path.includes("mods-enabled")) links[step.path.replace(/.*\//, "")] = step.target;
    }
    if (step.kind === "RemoveFile") files[step.path] = { kind: "absent" };
    if (step.kind === "CreateDirectory")
      files[step.path] = { kind: "directory", mode: step.mode, uid: 0, gid: 0 };
    if (step.kind === "EditFile") {
      const before = files[step.path];
      files[step.path] = file(applyEdits((before?.kind === "file" && before.text) || "", step.edits));
    }
  }
  const loaded = Object.keys(links).map((name) => name.replace(/\.(load|conf)$/, ""));
  const modules = [...new Set([...(plainApache.modules ?? []), ...loaded])];
  return boxWith({ links, modules, ...apache }, { files });
}

const actions = (steps: readonly Step[]) =>
  Object.fromEntries(steps.flatMap((step) => ("path" in step ? [[step.path, step.action]] : [])));

const textsOf = (problems: readonly { readonly text: string }[]) => problems.map(({ text }) => text);

function contentOf(steps: readonly Step[]): string {
  const step = steps.find((each) => each.kind === "WriteFile" && each.path === site);
  return step?.kind === "WriteFile" ? step.content : "";
}

const host = (file: string, more: Partial<ApacheFacts["hosts"][number]> = {}) => ({
  file,
  address: "*",
  port: 443,
  names: ["www.example.com"],
  ...more,
});
const theirs = (name: string) => `/etc/apache2/sites-enabled/${name}`;

describe("the plan for Apache", () => {
  it("wants everything on an empty box, the default site's removal too: it comes with the package", () => {
    const { steps, problems, warnings, refusesUnknownNames, restart } = plan(emptyBox);
    expect({ problems, warnings, refusesUnknownNames, restart }).toEqual({
      problems: [],
      warnings: [],
      refusesUnknownNames: true,
      restart: undefined,
    });
    const wanted = actions(steps);
    expect(wanted).toMatchObject({
      [mpm]: "update",
      "/etc/systemd/system/apache2.service.d/wss-setup.conf": "create",
      "/etc/apache2/mods-enabled/ssl.load": "create",
      "/etc/apache2/mods-enabled/ssl.conf": "create",
      "/etc/apache2/mods-enabled/proxy_http.load": "create",
      "/var/lib/wss-setup-acme": "create",
      [limiter]: "create",
      [site]: "create",
      [link]: "create",
      [defaultLink]: "delete",
    });
    // What Debian's package loads by itself is no step of ours.
    expect(Object.keys(wanted).filter((path) => /alias|reqtimeout|wstunnel|balancer/.test(path))).toEqual([]);
  });

  it("wants nothing once it is done", () => {
    const { steps } = plan(after(plan(emptyBox).steps));
    expect(new Set(Object.values(actions(steps)))).toEqual(new Set(["no-op"]));
  });

  it("loads what the operator took out, and leaves what is loaded in another way", () => {
    const modules = ["ssl", "socache_shmcb", "mime", "setenvif", "authz_core", "dir", "reqtimeout"];
    const wanted = actions(plan(boxWith({ modules, links: { "ssl.load": "/etc/mine/ssl.load" } })).steps);
    expect(wanted).toHaveProperty("/etc/apache2/mods-enabled/alias.load", "create");
    expect(wanted).not.toHaveProperty("/etc/apache2/mods-enabled/ssl.load");
    expect(wanted).not.toHaveProperty("/etc/apache2/mods-enabled/ssl.conf");
  });

  it("takes no program along that nothing calls", () => {
    const { steps } = plan(emptyBox, { limits: false, landingPage: false });
    expect(Object.keys(actions(steps)).filter((path) => path.startsWith("/usr/local"))).toEqual([]);
    expect(actions(steps)).not.toHaveProperty("/etc/apache2/mods-enabled/lua.load");
    expect(contentOf(steps)).not.toContain("RewriteMap");
  });

  it.each([
    [{ id: "debian", version: "11" }, "2.4.62-1~deb11u1", { version: "2.4.62", openssl: "1.1.1w" }],
    [{ id: "debian", version: "12" }, "2.4.71-1~deb12u1", { version: "2.4.71", openssl: "3.0.17" }],
    [{ id: "debian", version: "13" }, "2.4.71-1~deb13u1", { version: "2.4.71", openssl: "3.5.7" }],
    [{ id: "debian", version: "" }, "2.4.69-1", { version: "2.4.69", openssl: "3.6.5" }],
    [{ id: "ubuntu", version: "22.04" }, "2.4.52-1ubuntu4", { version: "2.4.52", openssl: "3.0.2" }],
    [{ id: "ubuntu", version: "26.04" }, "2.4.66-2ubuntu1", { version: "2.4.66", openssl: "3.5.5" }],
  ])("writes before the installation what fits after it: %o", (platform, candidate, build) => {
    const onPlatform = { platform: { ...emptyBox.platform, ...platform } };
    const before = plan({ ...emptyBox, ...onPlatform, packages: { apache2: { candidate } } });
    const unknown = plan({ ...emptyBox, ...onPlatform, packages: {} });
    const installed = plan(boxWith(build, onPlatform));
    expect(contentOf(before.steps)).toBe(contentOf(installed.steps));
    expect(contentOf(unknown.steps)).toBe(contentOf(installed.steps));
  });

  it("offers curves that OpenSSL knows, and upgrades in the way that Apache has", () => {
    expect(contentOf(plan(boxWith({ openssl: "3.0.17" })).steps)).toContain("Curves X25519:");
    expect(contentOf(plan(boxWith({ openssl: "3.5.1" })).steps)).toContain("Curves X25519MLKEM768:X25519:");
    const old = plan(boxWith({ version: "2.4.41" }));
    expect(contentOf(old.steps)).toMatch(
      /RewriteRule "\^\(\/\.\*\)\$" "ws:\/\/127\.0\.0\.1:9944\$1" \[P,L\]/,
    );
    expect(actions(old.steps)).toHaveProperty("/etc/apache2/mods-enabled/proxy_wstunnel.load");
  });

  it("serves port 80 alone while there is no certificate", () => {
    const { steps } = planApache({ answers: { ...someAnswers, proxy: "apache" }, facts: emptyBox });
    expect(contentOf(steps)).toContain("<VirtualHost *:80>");
    expect(contentOf(steps)).not.toMatch(/:443|SSL|ProxyPass|Redirect|301/);
    expect(actions(steps)).not.toHaveProperty("/etc/apache2/mods-enabled/ssl.load");
  });

  it("names a backend by the address that answers, keeps that while it is down, and tells it its own name", () => {
    const url = "ws://localhost:9944";
    const seen = { kind: "echo", label: "", local: ["127.0.0.1", "::1"] } as const;
    const up = { ...emptyBox, backends: { [url]: { ...seen, answers: true, address: "::1" } } };
    const content = contentOf(plan(up, { backend: [url] }).steps);
    expect(content).toContain('ProxyPass / "http://[::1]:9944/"');
    expect(content).toContain("RequestHeader set Host localhost:9944");
    const down = boxWith(
      {},
      { backends: { [url]: { ...seen, answers: false } }, files: { [site]: file(content) } },
    );
    expect(contentOf(plan(down, { backend: [url] }).steps)).toContain("http://[::1]:9944/");
  });

  it("tries a start where that can be done, before a reload that would end Apache", () => {
    expect(plan(boxWith({})).trial).toEqual({ argv: trialStart, program: "apache2" });
    expect(plan(boxWith({ canTry: false })).trial).toBeUndefined();
  });

  describe("room for 10,000 clients", () => {
    const edited = (text: string) => {
      const step = plan(boxWith({}, { files: { [mpm]: file(text) } })).steps.find(
        (each) => each.kind === "EditFile" && each.path === mpm,
      );
      return step?.kind === "EditFile" ? applyEdits(text, step.edits) : undefined;
    };

    it("is made in the MPM's own file, and nothing else changes there", () => {
      expect(edited(debianMpm)).toBe(`ServerLimit 160
StartServers            2
MinSpareThreads         25
MaxSpareThreads 10000
ThreadLimit 250
ThreadsPerChild 250
MaxRequestWorkers 10000
MaxConnectionsPerChild  0
`);
    });

    it("is left as large as the operator has it", () => {
      const large = `ServerLimit 400\n${debianMpm.replace("150", "20000").replace("64", "500")}`;
      expect(edited(large)).toMatch(/^ServerLimit 400\n/);
      expect(edited(large)).toContain("MaxRequestWorkers       20000");
      expect(edited(large)).toContain("ThreadLimit             500");
    });

    it("takes a start of an Apache that runs, which is asked for", () => {
      const files = { [mpm]: file(debianMpm) };
      expect(plan(boxWith({}, { files, units: running })).restart).toMatch(/ThreadLimit, ServerLimit/);
      const done = { [mpm]: file(edited(debianMpm) ?? "") };
      expect(plan(boxWith({}, { files: done, units: running })).restart).toBeUndefined();
    });

    it.each([
      ["that says a value twice", `${debianMpm}ThreadLimit 64\n`],
      ["without the lines it knows", "Include /srv/mpm.conf\n"],
    ])("is not made in a file %s: the operator is told what it needs", (_, text) => {
      const files = { [mpm]: file(text) };
      const { steps, warnings } = plan(boxWith({}, { files }));
      expect(actions(steps)).not.toHaveProperty(mpm);
      expect(warnings).toMatchObject([
        { id: "little-room", text: expect.stringContaining("ThreadLimit 250") },
      ]);
      const room = {
        ServerLimit: 160,
        ThreadLimit: 250,
        ThreadsPerChild: 250,
        MaxRequestWorkers: 10_000,
        MaxSpareThreads: 10_000,
      };
      expect(plan(boxWith({ room }, { files })).warnings).toEqual([]);
    });

    it("is not made for prefork, which mod_php needs: that is said, and nothing of it changes", () => {
      const php = boxWith({ mpm: "prefork", modules: [...(plainApache.modules ?? []), "php8.2"] });
      const { steps, warnings, problems, restart } = plan(php);
      expect(Object.keys(actions(steps)).filter((path) => /mpm|php|systemd/.test(path))).toEqual([]);
      expect({ problems, restart }).toEqual({ problems: [], restart: undefined });
      expect(warnings).toMatchObject([
        { id: "prefork", text: expect.stringContaining("php8.2"), next: expect.stringContaining("php-fpm") },
      ]);
    });
  });

  describe("port 80", () => {
    it("is given up where nobody wants it, and comes back with the need for it", () => {
      const { steps } = plan(boxWith({}, { files: { [ports]: file(debianPorts) } }), { redirectHttp: false });
      const step = steps.find((each) => each.kind === "EditFile" && each.path === ports);
      const left = step?.kind === "EditFile" ? applyEdits(debianPorts, step.edits) : "";
      expect(left).toBe(debianPorts.replace("Listen 80\n", ""));
      expect(contentOf(steps)).not.toContain(":80");
      const record = { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: "" } as const;
      const owned = { before: record, after: record };
      const again = boxWith(
        { listens: [{ address: "*", port: 443 }] },
        {
          installation: {
            answers: someAnswers,
            lastRun: "",
            paths: { [ports]: owned },
            units: {},
            ports: [],
            lastKind: "set-up",
            interrupted: false,
          },
        },
      );
      expect(contentOf(plan(again).steps)).not.toContain("\nListen");
      expect(actions(plan(again).steps)).not.toHaveProperty(ports);
    });

    it("is not given up in a file that is a link: the plan says so", () => {
      const files = { [ports]: { kind: "symlink", target: "/srv/ports.conf" } } as const;
      const { problems } = plan(boxWith({}, { files }), { redirectHttp: false });
      expect(problems).toEqual([
        {
          text: expect.stringContaining("ports.conf is a link to /srv/ports.conf"),
          next: "cp --remove-destination /srv/ports.conf /etc/apache2/ports.conf",
        },
      ]);
      expect(plan(boxWith({}, { files })).problems).toEqual([]);
    });

    it("stays with the operator's own sites", () => {
      const beside = boxWith({ hosts: [host(theirs("a.conf"), { port: 80 })] });
      expect(actions(plan(beside, { redirectHttp: false }).steps)).not.toHaveProperty(ports);
      const own = boxWith({ defaultSite: true, stockDefaultSite: false });
      expect(actions(plan(own, { redirectHttp: false }).steps)).not.toHaveProperty(ports);
      expect(actions(plan(own).steps)).not.toHaveProperty(defaultLink);
    });

    it("is listened to by a line of ours where there is none", () => {
      const content = contentOf(plan(boxWith({ listens: [{ address: "*", port: 443 }] })).steps);
      expect(content).toMatch(/^Listen 80$/m);
      expect(content).not.toMatch(/^Listen 443$/m);
    });
  });

  describe("beside other sites", () => {
    it("leaves unknown names to the one that is read first, and says so", () => {
      const { warnings, problems, refusesUnknownNames, steps } = plan(
        boxWith({ hosts: [host(theirs("a.conf"))] }),
      );
      expect({ problems, refusesUnknownNames }).toEqual({ problems: [], refusesUnknownNames: false });
      expect(warnings[0]?.text).toContain(theirs("a.conf"));
      expect(contentOf(steps).match(/<VirtualHost \*:443>/g)).toHaveLength(1);
      expect(actions(steps)).toHaveProperty(link, "create");
    });

    it("is read behind a site that would lose its place, or stops where there is no place behind it", () => {
      const behind = plan(boxWith({ hosts: [host(theirs("www.conf"))] }));
      expect(actions(behind.steps)).toHaveProperty(lateLink, "create");
      expect(actions(behind.steps)).not.toHaveProperty(link);
      expect(behind.problems).toEqual([]);
      const last = plan(boxWith({ hosts: [host(theirs("zzz.conf"))] }));
      expect(last.problems).toMatchObject([{ next: `mv ${theirs("zzz.conf")} ${theirs("000-zzz.conf")}` }]);
    });

    it("stops at a wildcard that Apache heeds before our name, and not at one behind it or of others", () => {
      const beside = (file: string, names: readonly string[], more: readonly string[] = []) =>
        textsOf(
          plan(
            boxWith({
              hosts: [host(theirs("a.conf")), host(file, { names }), ...more.map((each) => host(each))],
            }),
          ).problems,
        );
      const problem = [
        expect.stringMatching(/^\*\.example\.com in \S+ means node\.example\.com too on port 443/),
      ];
      expect(beside(theirs("b.conf"), ["www.x", "*.example.com"])).toEqual(problem);
      expect(beside("/etc/apache2/conf-enabled/z.conf", ["*.example.com"])).toEqual(problem);
      expect(beside(theirs("x.conf"), ["*.example.com"])).toEqual([]);
      expect(beside(theirs("b.conf"), ["*.example.org", "node?example.com.x", "*.node.example.com"])).toEqual(
        [],
      );
    });

    it("is found at single addresses that other sites have, and elsewhere", () => {
      const { steps, refusesUnknownNames } = plan(
        boxWith({ hosts: [host(theirs("a.conf"), { address: "203.0.113.10" })] }),
      );
      expect(refusesUnknownNames).toBe(false);
      expect(contentOf(steps)).toContain("<VirtualHost *:443 203.0.113.10:443>");
      expect(contentOf(steps)).toContain("<VirtualHost *:443>");
    });

    it("names the file that serves a name already", () => {
      const names = ["node.example.com"];
      const on = (port: number) => boxWith({ hosts: [host(theirs("a.conf"), { port, names })] });
      expect(plan(on(80)).problems).toEqual([
        {
          text: expect.stringMatching(/node\.example\.com .* port 80 by .*a\.conf.*redirectHttp/),
          next: `editor ${theirs("a.conf")}`,
        },
      ]);
      expect(plan(on(80), { redirectHttp: false }).problems).toEqual([]);
      expect(textsOf(plan(on(443)).problems)[0]).toContain("port 443");
      expect(plan(on(8443)).problems).toEqual([]);
    });

    it("cannot serve an address where another site answers clients without SNI", () => {
      const beside = boxWith({ hosts: [host(theirs("a.conf"))] });
      expect(textsOf(plan(beside, { names: ["203.0.113.10"] }).problems)[0]).toMatch(/is an address/);
    });
  });

  describe("what stands in the way", () => {
    it("a program on a port, but not our own Apache", () => {
      const nginx = { address: "::", port: 443, process: "nginx", pid: 431 };
      expect(plan({ ...emptyBox, listeners: [nginx] }).problems).toMatchObject([
        { text: expect.stringContaining("nginx (process 431)"), next: "systemctl disable --now nginx" },
      ]);
      const own = { ...nginx, process: "apache2" };
      expect(plan(boxWith({}, { listeners: [own], units: running })).problems).toEqual([]);
    });

    it("a masked unit", () => {
      const masked = { apache2: { loaded: false, active: false, enabled: false, masked: true } };
      expect(plan(boxWith({}, { units: masked })).problems[0]?.next).toBe("systemctl unmask apache2");
    });

    it("an Apache that does not start as it is, unless the fault is one that we mend", () => {
      const failure = "AH00526: Syntax error on line 3 of /etc/apache2/sites-enabled/a.conf: Invalid command";
      expect(textsOf(plan(boxWith({ failure })).problems)[0]).toContain("a.conf");
      const ours = `SSLCertificateFile: file '${certificate.certificateFile}' does not exist or is empty`;
      expect(plan(boxWith({ failure: ours })).problems).toEqual([]);
      expect(plan(boxWith({ failure }, { uid: 1000 })).problems).toEqual([]);
    });

    it("an Apache that listens for this box alone", () => {
      const listens = [
        { address: "127.0.0.1", port: 443 },
        { address: "*", port: 80 },
      ];
      expect(textsOf(plan(boxWith({ listens })).problems)).toEqual([
        expect.stringContaining("port 443 for this box alone"),
      ]);
    });

    it("backends that cannot be verified; those under several names can", () => {
      expect(textsOf(plan(emptyBox, { backend: ["wss://10.0.0.1"] }).problems)[0]).toContain(
        "give the name in its certificate",
      );
      const mixed = { backend: ["ws://127.0.0.1:9944", "wss://a.example", "wss://b.example"] };
      expect(plan(emptyBox, mixed).problems).toEqual([]);
      const pin = "/srv/backend.pem";
      const pinned = { backend: ["wss://10.0.0.1"], backendCertificate: pin };
      const seen = (names: readonly string[]) => {
        const certificate = {
          names,
          notBefore: "",
          notAfter: "",
          fingerprint: "",
          key: "rsa",
          issuer: "",
        } as const;
        return boxWith(
          { trustStore: false },
          { certificates: { [pin]: { ...certificate, selfSigned: true, keyMatches: false } } },
        );
      };
      expect(textsOf(plan(seen([]), pinned).problems)[0]).toContain("has an address");
      const own = plan(seen(["backend.lan"]), pinned);
      expect(own.problems).toEqual([]);
      expect(contentOf(own.steps)).toMatch(
        /CheckPeerName off\n.*PeerCN off\n.*PeerExpire on\n.*CACertificateFile \/srv\/backend\.pem/,
      );
      const named = plan(seen(["backend.lan"]), { ...pinned, backend: ["wss://backend.lan"] });
      expect(contentOf(named.steps)).toContain("CheckPeerName on");
      expect(plan(boxWith({ trustStore: false }), { backend: ["wss://a.example"] }).problems[0]?.next).toBe(
        "apt-get install ca-certificates",
      );
    });
  });
});
