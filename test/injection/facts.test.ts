import { describe, expect, it } from "vitest";
import { altNames } from "../../src/core/alt-names.ts";
import type { Answers, ProxyId } from "../../src/core/answers.ts";
import type { BackendFacts, Facts } from "../../src/core/facts.ts";
import { plan } from "../../src/core/plan.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { plannersFor } from "../../src/planners.ts";
import { hostsFileAddresses } from "../../src/probe/hosts-file.ts";
import { parseListeners } from "../../src/probe/listeners.ts";
import { parseOsRelease } from "../../src/probe/platform.ts";
import { apacheFacts } from "../../src/proxies/apache/apache-facts.ts";
import { virtualHosts } from "../../src/proxies/apache/virtual-hosts.ts";
import { sitesOf } from "../../src/proxies/caddy/adapted.ts";
import { caddyFacts } from "../../src/proxies/caddy/caddy-facts.ts";
import { parseHaproxy } from "../../src/proxies/haproxy/grammar.ts";
import { haproxyFacts } from "../../src/proxies/haproxy/haproxy-facts.ts";
import { bindsOf, globalOf } from "../../src/proxies/haproxy/read-sections.ts";
import { parseNginx } from "../../src/proxies/nginx/grammar.ts";
import { nginxFacts } from "../../src/proxies/nginx/nginx-facts.ts";
import type { Located } from "../../src/proxies/nginx/read-configuration.ts";
import { serversOf } from "../../src/proxies/nginx/servers.ts";
import { installed, someAnswers } from "../helpers/facts.ts";
import { tally } from "../helpers/tally.ts";
import { box, type Emitted, emittedBy, environment, read } from "./emitted.ts";
import { renaming } from "./kin.ts";
import { payloads } from "./payloads.ts";
import { readScript } from "./readers/sh.ts";
import { renamed, type Tree } from "./readers/tree.ts";

const title = "payloads × what is read from the box × proxies";

/** Where a text of the box's, or of somebody outside, comes into a plan: through the very parser that reads it. */
interface Source {
  readonly title: string;
  readonly proxies: readonly ProxyId[];
  readonly answers?: Partial<Answers>;
  /** Of each kind that is told apart; undefined: the fact is not there. */
  readonly harmless: readonly (string | undefined)[];
  /** What of a text can be there at all. */
  readonly possible?: (text: string) => string;
  facts(text: string | undefined): Facts | Promise<Facts>;
}

/** A path holds no NUL. */
const asPath = (text: string) => text.replaceAll("\0", "");

/** What lists its findings line by line has no line ends in them. */
const onOneLine = (text: string) => text.replace(/[\n\r]/g, " ");

const every: readonly ProxyId[] = ["nginx", "apache", "haproxy", "caddy", "embedded"];
const url = "wss://backend.internal:4321";
const pin = "/harmless/pin.pem";

/** A text as a word of nginx's between quotes, with all that may stand there. */
const nginxWord = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;

function nginxBox(file: string, configuration: string): Facts {
  const locate = (directives: ReturnType<typeof parseNginx>): readonly Located[] =>
    directives.map(({ name, args, block }) =>
      block === undefined ? { name, args, file } : { name, args, file, block: locate(block) },
    );
  const servers = serversOf(locate(parseNginx(`http { ${configuration} }`)));
  return { ...box, proxies: { nginx: { ...nginxFacts(box), version: "1.22.1", servers } } };
}

function apacheBox(said: string): Facts {
  return {
    ...box,
    proxies: { apache: { ...apacheFacts(box), version: "2.4.62", hosts: virtualHosts(said) } },
  };
}

function haproxyBox(configuration: string, file = "/etc/haproxy/haproxy.cfg"): Facts {
  const sections = parseHaproxy(configuration);
  const seen = { binds: bindsOf(sections, file), global: globalOf(sections) };
  return { ...box, proxies: { haproxy: { ...haproxyFacts(box), version: "2.6.12", ...seen } } };
}

function backendBox(facts: Partial<BackendFacts>): Facts {
  const backend: BackendFacts = { answers: true, kind: "substrate", label: "node", ...facts };
  return { ...box, backends: { [url]: backend, [someAnswers.backend[0] ?? ""]: backend } };
}

const sources: readonly Source[] = [
  {
    title: "a name in the certificate that a backend is held to",
    proxies: every,
    answers: { backend: [url], backendCertificate: pin },
    harmless: ["harmless.example", "*.harmless.example", "198.51.100.77", "2001:db8::4321", undefined],
    facts: (text) => {
      // As Node tells it: what could be taken for more than one name stands in quotes.
      const plain = text !== undefined && /^[\w.*-]*$/.test(text);
      const names = text === undefined ? "" : `DNS:${plain ? text : JSON.stringify(text)}`;
      const certificate = {
        names: altNames(names),
        notBefore: box.now,
        notAfter: box.now,
        fingerprint: "",
        key: "rsa" as const,
        selfSigned: true,
        issuer: text ?? "",
        keyMatches: false,
      };
      return { ...box, certificates: { [pin]: certificate } };
    },
  },
  {
    title: "an address that hosts(5) gives a backend",
    proxies: ["nginx", "haproxy", "apache"],
    answers: { backend: ["ws://backend.internal:4321"] },
    harmless: ["198.51.100.77", "2001:db8::4321", undefined],
    facts: async (text) => {
      const host = new MemoryHost({ files: { "/etc/hosts": `${text ?? ""} backend.internal\n` } });
      const local = await hostsFileAddresses(host, "backend.internal");
      const backend = {
        answers: false,
        kind: "none",
        label: "",
        ...(local.length > 0 ? { local } : {}),
      } as const;
      return { ...box, backends: { "ws://backend.internal:4321": backend } };
    },
  },
  {
    title: "where another site of nginx listens",
    proxies: ["nginx"],
    harmless: ["198.51.100.77", "0.0.0.0", "[2001:db8::4321]", "localhost", "no address", undefined],
    facts: (text) =>
      nginxBox(
        "/etc/nginx/sites-enabled/z",
        text === undefined ? "" : `server { listen ${nginxWord(`${text}:443`)}; }`,
      ),
  },
  {
    title: "the name of another site of nginx",
    proxies: ["nginx"],
    harmless: ["harmless.example", undefined],
    facts: (text) =>
      nginxBox(
        "/etc/nginx/sites-enabled/z",
        `server { listen 10.0.0.1:443; server_name ${nginxWord(text ?? "")} ${someAnswers.names[0]}; }`,
      ),
  },
  {
    title: "the file of another site of nginx",
    proxies: ["nginx"],
    possible: asPath,
    harmless: ["harmless"],
    facts: (text) =>
      nginxBox(`/etc/nginx/sites-enabled/a${text}`, "server { listen 443; server_name node.example.com; }"),
  },
  {
    title: "an address of another site of Apache",
    proxies: ["apache"],
    harmless: ["198.51.100.77", "0.0.0.0", "harmless", undefined],
    facts: (text) =>
      apacheBox(
        text === undefined ? "" : `${text}:443        other.example (/etc/apache2/sites-enabled/z.conf:1)`,
      ),
  },
  {
    title: "the name of another site of Apache",
    proxies: ["apache"],
    // A wildcard that means our name as well is told to be in the way.
    possible: (payload) => payload.replace(/[*?]/g, ""),
    harmless: ["harmless.example", undefined],
    facts: (text) =>
      apacheBox(
        text === undefined
          ? ""
          : `*:443        ${text} (/etc/apache2/sites-enabled/z.conf:1)\n   alias ${text}`,
      ),
  },
  {
    title: "the file of another site of Apache",
    proxies: ["apache"],
    possible: asPath,
    harmless: ["harmless", undefined],
    facts: (text) =>
      apacheBox(
        text === undefined
          ? ""
          : `*:443        node.example.com (/etc/apache2/sites-enabled/a${text}.conf:1)`,
      ),
  },
  {
    title: "where another section of HAProxy listens",
    proxies: ["haproxy"],
    harmless: ["198.51.100.77", undefined],
    facts: (text) =>
      haproxyBox(text === undefined ? "" : `frontend x\n    bind '${text.replaceAll("'", "'\\''")}:443'\n`),
  },
  {
    title: "a word of HAProxy's global section",
    proxies: ["haproxy"],
    harmless: ["30s"],
    facts: (text) => haproxyBox(`global\n    hard-stop-after '${(text ?? "").replaceAll("'", "'\\''")}'\n`),
  },
  {
    title: "the file of another section of HAProxy",
    proxies: ["haproxy"],
    possible: asPath,
    harmless: ["harmless"],
    facts: (text) => haproxyBox("frontend x\n    bind :443\n", `/etc/haproxy/a${text}.cfg`),
  },
  {
    title: "the name of another site of Caddy",
    proxies: ["caddy"],
    harmless: ["harmless.example"],
    facts: (text) => {
      const match = [{ host: [text] }];
      const adapted = { apps: { http: { servers: { one: { listen: [":443"], routes: [{ match }] } } } } };
      const seen = { caddyfile: "operators", ...sitesOf(JSON.stringify(adapted)) } as const;
      return { ...box, proxies: { caddy: { ...caddyFacts(box), version: "2.6.2", ...seen } } };
    },
  },
  {
    title: "what a proxy says of its configuration",
    proxies: ["nginx"],
    harmless: ["harmless", undefined],
    facts: (text) => ({
      ...box,
      proxies: { nginx: { ...nginxFacts(box), ...(text === undefined ? {} : { failure: text }) } },
    }),
  },
  {
    title: "who holds a port",
    proxies: ["nginx"],
    harmless: ["harmless", undefined],
    facts: (text) => ({
      ...box,
      listeners: parseListeners(
        text === undefined ? "" : `LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("${text}",pid=7,fd=6))`,
      ),
    }),
  },
  {
    title: "the name of the distribution",
    proxies: ["nginx", "caddy"],
    harmless: ["harmless"],
    facts: (text) => {
      const platform = parseOsRelease(
        `ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="${(text ?? "").replaceAll("\n", " ")}"\n`,
      );
      const packages = { nginx: { unknown: true }, caddy: { unknown: true } } as const;
      return { ...box, packages, platform: { ...platform, architecture: "amd64" } };
    },
  },
  {
    title: "the version that apt would install",
    proxies: ["nginx", "haproxy"],
    harmless: ["1.22.1-9+deb12u2"],
    facts: (text) => {
      const candidate = `1.22.1-9${text === "1.22.1-9+deb12u2" ? "+deb12u2" : text}`;
      return { ...box, packages: { nginx: { candidate }, haproxy: { candidate: `2.6.12${candidate}` } } };
    },
  },
  {
    title: "what a backend calls itself",
    proxies: ["nginx", "embedded"],
    harmless: ["harmless"],
    facts: (text) =>
      backendBox({ label: text ?? "", version: text ?? "", peerId: text ?? "", error: text ?? "" }),
  },
  {
    title: "the subprotocol that a backend's clients ask for",
    proxies: ["nginx", "haproxy"],
    harmless: ["harmless", undefined],
    facts: (text) => backendBox(text === undefined ? {} : { subprotocol: text }),
  },
  {
    title: "who issued the certificate that is there",
    proxies: ["nginx"],
    harmless: ["harmless"],
    facts: (text) => ({
      ...box,
      certificates: {
        "/etc/ssl/certs/wss-setup.crt": {
          names: ["node.example.com", text ?? ""],
          notBefore: "2026-11-01T00:00:00.000Z",
          notAfter: "2027-11-01T00:00:00.000Z",
          fingerprint: text ?? "",
          key: "rsa",
          selfSigned: false,
          issuer: text ?? "",
          keyMatches: true,
        },
      },
    }),
  },
  {
    title: "what the resolver and CAA records say",
    proxies: ["nginx"],
    answers: {
      certificate: {
        source: "certbot",
        agreeTerms: true,
        server: "production",
        challenge: "webroot",
        key: "ecdsa",
      },
    },
    harmless: ["harmless"],
    facts: (text) => {
      const caa = [{ tag: text ?? "", value: text ?? "", critical: true }];
      const record = { a: [], aaaa: [], error: text ?? "", caa, caaError: text ?? "" };
      return { ...box, names: { "node.example.com": record } };
    },
  },
  {
    title: "a rule of the firewall",
    proxies: ["nginx"],
    possible: onOneLine,
    harmless: ["harmless"],
    facts: (text) => {
      const rules = [`-A INPUT -m comment --comment "${(text ?? "").replace(/["\\]/g, "\\$&")}" -j REJECT`];
      const v4 = ["-P INPUT ACCEPT", ...rules.flatMap((rule) => rule.split("\n"))];
      const file = `*filter\n:INPUT ACCEPT [0:0]\n${v4.slice(1).join("\n")}\nCOMMIT\n`;
      const seen = { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: "", text: file } as const;
      return {
        ...box,
        firewall: { ...box.firewall, persistent: true, v4 },
        files: { ...box.files, "/etc/iptables/rules.v4": seen },
      };
    },
  },
  {
    title: "a path of an earlier run",
    proxies: ["nginx"],
    possible: asPath,
    harmless: ["harmless"],
    facts: (text) => {
      const path = `/etc/other/${text}`;
      const file = { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: "1" } as const;
      const owned = { before: { kind: "absent" }, after: file } as const;
      return {
        ...box,
        files: { ...box.files, [path]: file },
        installation: installed({ paths: { [path]: owned } }),
      };
    },
  },
];

interface Seen {
  readonly understood: readonly Tree[];
  /** Commands that the operator is told to run. */
  readonly commands: readonly Tree[];
}

/** What is handed to programs, and what is said to the operator. */
interface Made {
  readonly emitted: readonly Emitted[];
  readonly nexts: readonly string[];
}

function madeFor(answers: Answers, facts: Facts): Made {
  const { steps, problems, warnings } = plan(answers, facts, plannersFor(environment, answers, facts));
  return {
    emitted: steps.flatMap((step) => emittedBy(step, facts)),
    nexts: [...problems, ...warnings].map(({ next = "" }) => next),
  };
}

/** What the programs make of what they are handed, and a shell of what is told to be typed. */
function seenOf({ emitted, nexts }: Made): Seen {
  return { understood: emitted.map((each) => [each.where, read(each)]), commands: nexts.flatMap(commandOf) };
}

/** A few words of advice are no command. */
function commandOf(next: string): readonly Tree[] {
  return /^(?:editor|mv|rm|chmod|chown|less|systemctl|apt-get|apt-cache|dig|ls|nginx|touch) /.test(next)
    ? [readScript(next.replace(/, (?:and name that file|when it suits)$/, ""))]
    : [];
}

interface Model {
  readonly harmless: string | undefined;
  readonly made: string;
  readonly seen: Seen;
}

/** The same as for a harmless text: as it is, because the text is in none of it, or but for the text. */
function isLike({ made, seen }: Omit<Model, "harmless">, model: Model, text: string): boolean {
  if (made === model.made) return true;
  const now = JSON.stringify(seen);
  if (model.harmless === undefined) return now === JSON.stringify(model.seen);
  const before = model.harmless.replace(/^\*\./, "");
  // Between the double quotes of others it has backslashes.
  return [text, text.toLowerCase(), text.replace(/["\\]/g, "\\$&")].some((value) => {
    const rename = renaming([
      [model.harmless ?? "", value],
      [before, value.replace(/^\*\./, "")],
    ]);
    const { understood, commands } = model.seen;
    return (
      now === JSON.stringify({ understood: renamed(understood, rename), commands: renamed(commands, rename) })
    );
  });
}

describe.each(sources.map((source) => [source.title, source] as const))("%s", (_, source) => {
  it.each(source.proxies)("is a value and nothing else with %s", async (proxy) => {
    const answers = { ...someAnswers, ...source.answers, proxy };
    const modelOf = async (text: string | undefined) => {
      const made = madeFor(answers, await source.facts(text));
      return { made: JSON.stringify(made), seen: seenOf(made) };
    };
    const models: Model[] = [];
    for (const harmless of source.harmless) models.push({ harmless, ...(await modelOf(harmless)) });
    const failures: string[] = [];
    for (const { name, text: payload } of payloads) {
      if (payload.length > 5_000) continue;
      const text = source.possible?.(payload) ?? payload;
      tally(title, { tried: 1, exact: 0 });
      try {
        const now = await modelOf(text);
        if (!models.some((model) => isLike(now, model, text))) expect(now.seen).toEqual(models[0]?.seen);
        tally(title, { tried: 0, exact: 1 });
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message.slice(0, 1500) : error}`);
      }
    }
    expect(failures.slice(0, 5)).toEqual([]);
  });
});
