import { describe, expect, it } from "vitest";
import { realEnvironment } from "../../../src/environment.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { plannersFor } from "../../../src/planners.ts";
import { parseHaproxy, wordsOf } from "../../../src/proxies/haproxy/grammar.ts";
import { marks, places } from "../../../src/proxies/haproxy/places.ts";
import { probeHaproxy } from "../../../src/proxies/haproxy/probe.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { boxWith } from "./site.ts";

const vv = `HAProxy version 3.0.11-1+deb13u4 2026/10/15 - https://haproxy.org/
Built with OpenSSL version : OpenSSL 3.5.4 30 Sep 2025
Running on OpenSSL version : OpenSSL 3.5.9 29 Sep 2026
`;

interface Box {
  readonly main?: string;
  readonly more?: Readonly<Record<string, Placed>>;
  readonly vv?: string;
  readonly test?: { readonly code: number; readonly stderr?: string };
}

function probe({ main, more = {}, vv: said = vv, test = { code: 0 } }: Box) {
  const files = { ...(main === undefined ? {} : { [places.main]: main }), ...more };
  const run = ([program, flag]: readonly string[]) =>
    program !== "haproxy" ? undefined : flag === "-vv" ? { code: 0, stdout: said } : test;
  return probeHaproxy(new MemoryHost({ files, run }));
}

const ours = `\n${marks[0]}\nglobal\n    lua-load x\nfrontend wss-setup-https\n    bind :443\n${marks[1]}\n`;

describe("what the probe sees", () => {
  it.each([
    [
      "2.2",
      "HA-Proxy version 2.2.9-2+deb11u6 2023/12/23\nRunning on OpenSSL version : OpenSSL 1.1.1w  11 Sep 2023\n",
      "2.2.9",
      "1.1.1w",
    ],
    ["3.0", vv, "3.0.11", "3.5.9"],
    [
      "3.2",
      "HAProxy version 3.2.26-1 2026/10/14\nRunning on SSL library version : OpenSSL 3.6.5 29 Sep 2026\n",
      "3.2.26",
      "3.6.5",
    ],
  ])("the version and the OpenSSL of %s", async (_, said, version, openssl) => {
    expect(await probe({ vv: said })).toMatchObject({ version, openssl });
  });

  it("the operator's sections and never ours", async () => {
    const main = `global
  maxconn 2000
  hard-stop-after 30s
  nbproc 2
frontend www # mine
  bind *:80,:::8443 v6only
  bind /run/x.sock
  bind quic4@:443
listen more
  bind "ipv4@10.0.0.1:9000-9010" ssl crt /x
`;
    const seen = await probe({ main: main + ours });
    expect(seen.binds.map(({ address, line, first, last }) => [address, line, first, last])).toEqual([
      ["*:80", 6, 80, 80],
      [":::8443", 6, 8443, 8443],
      ["ipv4@10.0.0.1:9000-9010", 10, 9000, 9010],
    ]);
    expect(seen.global).toEqual({
      room: { maxconn: 2000 },
      hardStopAfter: "30s",
      processes: 2,
      lua: false,
      dhparam: false,
    });
  });

  it("that the operator sized the buffers", async () => {
    const main = "global\n  tune.bufsize 8192\n";
    expect((await probe({ main: main + ours })).global).toMatchObject({ buffers: true });
    expect((await probe({ main: `global\n${ours}` })).global).not.toHaveProperty("buffers");
  });

  it("files that the service reads behind it, and one that it reads instead", async () => {
    const more = {
      [places.defaults]: 'CONFIG="/srv/h.cfg"\nEXTRAOPTS="-f /etc/haproxy/conf.d -S /run/x.sock"\n',
      "/etc/haproxy/conf.d/a.cfg": "defaults\nfrontend a\n  bind :81\n",
      "/etc/haproxy/conf.d/b.cfg": "peers p\nfrontend b\n  bind :82\n",
      "/etc/haproxy/conf.d/notes": "frontend c\n",
      "/etc/haproxy/conf.d/.d.cfg": "frontend d\n",
    };
    const seen = await probe({ main: "global\n", more });
    expect(seen.otherFile).toBe("/srv/h.cfg");
    expect(seen.followers).toEqual([{ file: "/etc/haproxy/conf.d/b.cfg", section: "frontend" }]);
    expect(seen.binds.map(({ first }) => first)).toEqual([81, 82]);
  });

  it("all that the service reads, in its order: so it is tested, before the plan and in it", async () => {
    const options = "-f /etc/haproxy/b.cfg -S /run/x.sock -f /etc/haproxy/a -- /srv/c.cfg";
    const host = new MemoryHost({
      files: {
        [places.main]: "global\n",
        [places.defaults]: `EXTRAOPTS="-f /old.cfg"\nEXTRAOPTS="${options}"\n`,
      },
      run: ([program, flag]) =>
        program === "haproxy" ? { code: 0, stdout: flag === "-vv" ? vv : "" } : undefined,
    });
    const facts = boxWith(await probeHaproxy(host));
    const files = [places.main, "/etc/haproxy/b.cfg", "/etc/haproxy/a", "/srv/c.cfg"];
    const named = files.flatMap((file) => ["-f", file]);
    expect(host.commands).toContainEqual(["haproxy", "-c", ...named]);
    const answers = { ...someAnswers, proxy: "haproxy" } as const;
    const { proxy } = plannersFor(await realEnvironment(host), answers, facts);
    expect(proxy.configTest).toEqual({ argv: ["haproxy", "-c", "-q", ...named] });
  });

  it("how many files may be open, where root may not raise that", async () => {
    const more = {
      "/proc/1/limits": "Max open files            1024                 20000                files\n",
      "/proc/1/status": "CapBnd:\t000001fffeffffff\n",
    };
    expect((await probe({ more })).mostOpenFiles).toBe(20_000);
  });
});

describe("a configuration that HAProxy refuses", () => {
  const main = `global\nfoo\n${ours}`;
  const alert = (line: number, text: string) =>
    `[ALERT]    (7) : config : parsing [${places.main}:${line}] : ${text}\n`;
  const rest = `[ALERT]    (7) : config : Error(s) found in configuration file : ${places.main}\n[ALERT]    (7) : config : Fatal errors found in configuration.\n`;
  const failure = async (stderr: string, behind = "") =>
    (await probe({ main: main + behind, test: { code: 1, stderr } })).failure;

  it("is told, where the fault is the operator's", async () => {
    const said = alert(9, "ours") + alert(2, "unknown keyword 'foo'") + rest;
    expect(await failure(said)).toBe(`parsing [${places.main}:2] : unknown keyword 'foo'`);
    const old = `[ALERT] 330/225211 (25121) : parsing [${places.main}:2] : unknown keyword 'foo'\n`;
    expect(await failure(old)).toBe(`parsing [${places.main}:2] : unknown keyword 'foo'`);
  });

  it("is told of what the operator wrote behind ours", async () => {
    expect(await failure(alert(11, "unknown keyword 'bar'") + rest, "frontend x\nbar\n")).toBe(
      `parsing [${places.main}:11] : unknown keyword 'bar'`,
    );
  });

  it("is not, where the fault is ours, which this run mends", async () => {
    expect(await failure(alert(6, "unable to load a file") + rest)).toBeUndefined();
    expect(
      await failure(`[ALERT]    (7) : config : Proxy 'wss-setup-https': no SSL certificate\n${rest}`),
    ).toBeUndefined();
  });

  it("is content with one that has nothing to listen on yet", async () => {
    expect(
      (await probe({ main: "global\n", test: { code: 2, stderr: "no listener" } })).failure,
    ).toBeUndefined();
  });
});

describe("the grammar", () => {
  it.each([
    ["  bind  :80 # all", ["bind", ":80"]],
    ["a\\ b 'c \"d' \"e 'f\" g\\#h", ["a b", 'c "d', "e 'f", "g#h"]],
    ["'it'\\''s' \"\" 'a#b'", ["it's", "", "a#b"]],
    ["# nothing", []],
  ])("%s", (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it("tells sections by their first word, and each line by its number", () => {
    const found = parseHaproxy("# x\nglobal\n\n  daemon\nfrontend a\n");
    expect(found).toEqual([
      { keyword: "global", line: 2, lines: [{ words: ["daemon"], line: 4 }] },
      { keyword: "frontend", line: 5, lines: [] },
    ]);
  });
});
