import { outside } from "../../core/errors.ts";
import type { Facts, OwnedPort } from "../../core/facts.ts";
import type { OpenPort } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { Firewall, FirewallPlan } from "../firewall.ts";
import { zoneLetsIn } from "./zone.ts";

/**
 * Ports of firewalld's default zone, at once and after a reload (firewall-cmd(1)). firewalld has no comments: the journal
 * knows which are ours, and in which zone, as another one may be the default when they are closed.
 */
export const firewalld: Firewall = {
  id: "firewalld",
  title: "firewalld",
  plan,
  open,
  close,
  closing,
  isOpen,
  zone: defaultZone,
  files,
  tidy,
};

function plan(ports: readonly number[], facts: Facts): FirewallPlan {
  const zone = facts.firewall.managerRules ?? [];
  return { steps: ports.map((port) => openPort(port, zoneLetsIn(zone, port))), problems: [], warnings: [] };
}

function openPort(port: number, passes: boolean): OpenPort {
  return {
    kind: "OpenPort",
    id: `port:firewalld:${port}`,
    title: `port ${port}/tcp in firewalld`,
    why: passes
      ? `firewalld lets port ${port} in already.`
      : `firewalld refuses new connections to port ${port}.`,
    action: passes ? "no-op" : "create",
    undo: "exact",
    manager: "firewalld",
    port,
  };
}

async function open(host: Host, owned: OwnedPort): Promise<void> {
  const { port } = owned;
  for (const scope of scopes(owned)) {
    await command(host, [...scope, `--add-port=${port}/tcp`], `open port ${port}`);
  }
}

async function close(host: Host, owned: OwnedPort): Promise<void> {
  const { port, zone } = owned;
  // A zone that somebody took away lets nobody in.
  if (zone !== undefined && !(await hasZone(host, zone))) return;
  for (const [, ...args] of closing(owned)) await command(host, args, `close port ${port}`);
}

function closing(owned: OwnedPort): readonly (readonly string[])[] {
  return scopes(owned).map((scope) => ["firewall-cmd", ...scope, `--remove-port=${owned.port}/tcp`]);
}

async function isOpen(host: Host, owned: OwnedPort): Promise<boolean> {
  const argv = ["firewall-cmd", ...inZone(owned), `--query-port=${owned.port}/tcp`];
  return (await host.run(argv, { timeout: 30_000 })).code === 0;
}

async function defaultZone(host: Host): Promise<string | undefined> {
  const { code, stdout } = await host.run(["firewall-cmd", "--get-default-zone"], { timeout: 30_000 });
  const zone = stdout.trim();
  return code === 0 && /^[\w.-]+$/.test(zone) ? zone : undefined;
}

async function hasZone(host: Host, zone: string): Promise<boolean> {
  const { code, stdout } = await host.run(["firewall-cmd", "--get-zones"], { timeout: 30_000 });
  return code !== 0 || stdout.trim().split(/\s+/).includes(zone);
}

/** The file of its zone, which firewalld writes at the first change, and the copy of before that it keeps of it. */
function files({ zone }: OwnedPort): readonly string[] {
  return zone === undefined ? [] : [`${zones.own}/${zone}.xml`, `${zones.own}/${zone}.xml.old`];
}

/** A zone file that says the same as the one that came with firewalld goes; the copy stays beside one that does not. */
async function tidy(host: Host, owned: OwnedPort, made: readonly string[]): Promise<void> {
  for (const path of files(owned)) {
    if (!made.includes(path)) continue;
    const isCopy = path.endsWith(".old");
    if (!isCopy && !(await saysTheShipped(host, path))) return;
    await host.remove(path);
  }
}

async function saysTheShipped(host: Host, path: string): Promise<boolean> {
  const shipped = await host.readFile(path.replace(zones.own, zones.shipped));
  const own = await host.readFile(path);
  const words = (bytes: Buffer) => bytes.toString("utf8").replaceAll(/\s+/g, "");
  return own === undefined || (shipped !== undefined && words(shipped) === words(own));
}

/** firewalld.zone(5). */
const zones = { own: "/etc/firewalld/zones", shipped: "/usr/lib/firewalld/zones" } as const;

/** Kept first: where that fails, nothing is changed yet. */
function scopes(owned: OwnedPort): readonly (readonly string[])[] {
  return [["--permanent", ...inZone(owned)], inZone(owned)];
}

/** Without a zone, firewall-cmd takes the default one. */
function inZone({ zone }: OwnedPort): readonly string[] {
  return zone === undefined ? [] : [`--zone=${zone}`];
}

async function command(host: Host, args: readonly string[], purpose: string): Promise<void> {
  const { code, stdout, stderr } = await host.run(["firewall-cmd", ...args], { timeout: 60_000 });
  if (code !== 0) throw outside(`firewalld could not ${purpose}.`, (stderr || stdout).trim());
}
