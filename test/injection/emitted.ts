import { parse } from "yaml";
import { certonly } from "../../src/certificates/certbot/arguments.ts";
import { sources } from "../../src/certificates/index.ts";
import type { Answers } from "../../src/core/answers.ts";
import { applyEdits } from "../../src/core/edit.ts";
import { standardPorts } from "../../src/core/endpoint-ports.ts";
import type { Facts } from "../../src/core/facts.ts";
import { plan } from "../../src/core/plan.ts";
import type { Step } from "../../src/core/step.ts";
import { plannersFor } from "../../src/planners.ts";
import { parseApache } from "../../src/proxies/apache/grammar.ts";
import { parseHaproxy } from "../../src/proxies/haproxy/grammar.ts";
import { proxies } from "../../src/proxies/index.ts";
import { parseNginx } from "../../src/proxies/nginx/grammar.ts";
import { systemd } from "../../src/services/systemd.ts";
import { emptyBox } from "../helpers/facts.ts";
import { debianMpm } from "../proxies/apache/debian-files.ts";
import { debianCaddyfile } from "../proxies/caddy/debian-files.ts";
import { debianMain } from "../proxies/nginx/debian-files.ts";
import { readCaddyfile } from "./readers/caddyfile.ts";
import { readPage } from "./readers/html.ts";
import { readScript } from "./readers/sh.ts";
import { type Tree, treeOf } from "./readers/tree.ts";
import { readUnit } from "./readers/unit.ts";

/** What reads the text that we make. */
export const emitters = [
  "nginx",
  "Apache",
  "HAProxy",
  "Lua, Perl, PEM",
  "Caddy",
  "systemd",
  "sh",
  "YAML",
  "JSON",
  "HTML",
  "iptables",
  "argv",
] as const;

export type Emitter = (typeof emitters)[number];

/** One text that we make, for a program that is not ours. */
export interface Emitted {
  readonly emitter: Emitter;
  /** The file it is written to, or what the argument vector is for. */
  readonly where: string;
  readonly text: string;
}

const refusing = ["-P INPUT ACCEPT", "-A INPUT -j REJECT --reject-with icmp-port-unreachable"];
const haproxyMain = "global\n\tlog /dev/log local0\n\tmaxconn 2000\n\ndefaults\n\tmode http\n";

/** An empty box whose firewall refuses both ports, and the files of others that ours are written into. */
export const box: Facts = {
  ...emptyBox,
  firewall: { ...emptyBox.firewall, persistent: true, v4: refusing, v6: refusing },
  files: Object.fromEntries(
    Object.entries({
      "/etc/nginx/nginx.conf": debianMain,
      "/etc/apache2/mods-enabled/mpm_event.conf": debianMpm,
      "/etc/haproxy/haproxy.cfg": haproxyMain,
      "/etc/caddy/Caddyfile": debianCaddyfile,
      // For IPv6 there is none, so that a unit of ours brings those rules back.
      "/etc/iptables/rules.v4": `*filter\n:INPUT ACCEPT [0:0]\n${refusing[1]}\nCOMMIT\n`,
    }).map(([path, text]) => [path, { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: "", text }]),
  ),
};

/** Everything that is built, on a box with systemd. */
export const environment = { proxies, sources, services: systemd, ports: standardPorts };

/** Every step that these answers lead to on this box, whatever speaks against it. */
export function stepsFor(answers: Answers, facts: Facts = box): readonly Step[] {
  return plan(answers, facts, plannersFor(environment, answers, facts)).steps;
}

/** Everything that is handed to programs of others. */
export function emittedFor(answers: Answers, facts: Facts = box): readonly Emitted[] {
  return stepsFor(answers, facts).flatMap((step) => emittedBy(step, facts));
}

/** What a step hands to programs of others. */
export function emittedBy(step: Step, facts: Facts): readonly Emitted[] {
  const argv = (where: string, words: readonly string[]): Emitted => ({
    emitter: "argv",
    where,
    text: JSON.stringify(words),
  });
  switch (step.kind) {
    case "WriteFile":
      return [file(step.path, step.content)];
    case "EditFile": {
      const there = facts.files[step.path];
      // What others keep in their own files has to be known, or nothing can be said of the whole.
      if (there?.kind !== "file" || there.text === undefined) return [];
      return [file(step.path, applyEdits(there.text, step.edits))];
    }
    case "IssueCertificate": {
      const { order } = step;
      if (order === undefined) return [];
      return [false, true].map((known) => argv(`certonly ${known}`, certonly({ ...step, order }, known)));
    }
    case "RehearseRenewal":
      return [argv("certbot renew", step.argv), argv("hook", step.hook)];
    case "ValidateConfig":
      return [argv(step.id, step.test.argv)];
    case "InstallPackages":
      return [argv(step.id, step.packages)];
    default:
      return "path" in step ? [argv(step.kind, [step.path, "target" in step ? step.target : ""])] : [];
  }
}

function file(where: string, text: string): Emitted {
  return { emitter: emitterOf(where, text), where, text };
}

function emitterOf(path: string, text: string): Emitter {
  if (/\.(?:service|timer)(?:\.d\/[\w-]+\.conf)?$/.test(path)) return "systemd";
  if (text.startsWith("#!/bin/sh\n")) return "sh";
  if (text.startsWith("#!/usr/bin/perl\n") || /\.(?:lua|pem)$/.test(path)) return "Lua, Perl, PEM";
  if (path.startsWith("/etc/iptables/")) return "iptables";
  const [, name] = /^\/etc\/(nginx|apache2|haproxy|caddy|wss-setup)(?:\/|-)/.exec(path) ?? [];
  if (path.endsWith(".html") || path.endsWith(".http")) return "HTML";
  if (path.endsWith(".json")) return "JSON";
  if (path.endsWith(".yaml")) return "YAML";
  const emitter = { nginx: "nginx", apache2: "Apache", haproxy: "HAProxy", caddy: "Caddy" }[name ?? ""];
  if (emitter === undefined) throw new Error(`nobody knows who reads ${path}`);
  return emitter as Emitter;
}

/** What the program that a text is for makes of it. @throws SyntaxError where it makes nothing of it */
export function read({ emitter, text }: Emitted): Tree {
  const key = `${emitter} ${text}`;
  const known = alreadyRead.get(key) ?? readers[emitter](text);
  alreadyRead.set(key, known);
  return known;
}

/** Most files are the same for most values. */
const alreadyRead = new Map<string, Tree>();

const readers: Readonly<Record<Emitter, (text: string) => Tree>> = {
  nginx: (text) => parseNginx(text).map(directive),
  Apache: (text) => parseApache(text).map(directive),
  HAProxy: (text) =>
    parseHaproxy(text).map(({ keyword, lines }) => [keyword, ...lines.map(({ words }) => words)]),
  "Lua, Perl, PEM": (text) => text,
  Caddy: readCaddyfile,
  systemd: readUnit,
  sh: readScript,
  YAML: (text) => treeOf(parse(text)),
  JSON: (text) => treeOf(JSON.parse(text)),
  HTML: (text) => {
    const page = text.indexOf("<!doctype");
    return [withoutLength(text.slice(0, page)), ...readPage(text.slice(page))];
  },
  // What others wrote there is not ours to cut into words.
  iptables: (text) => text,
  argv: (text) => JSON.parse(text) as readonly string[],
};

interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block?: readonly Directive[];
}

function directive({ name, args, block }: Directive): Tree {
  if (block === undefined) return [name, args];
  // The first backslash of a key is taken off (ngx_http_map_module).
  const inner =
    name === "map" ? block.map((each) => ({ ...each, name: each.name.replace(/^\\/, "") })) : block;
  return [name, args, inner.map(directive)];
}

/** A longer name makes a longer page. */
function withoutLength(head: string): string {
  return head.replace(/^Content-Length: \d+\r$/m, "Content-Length\r");
}
