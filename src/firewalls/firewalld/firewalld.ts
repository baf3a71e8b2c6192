import { outside } from "../../core/errors.ts";
import type { Facts, OwnedPort } from "../../core/facts.ts";
import type { OpenPort } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { Firewall, FirewallPlan } from "../firewall.ts";
import { zoneLetsIn } from "./zone.ts";

/** Ports of firewalld's default zone, at once and after a reload (firewall-cmd(1)). firewalld has no comments: the journal knows which are ours. */
export const firewalld: Firewall = {
  id: "firewalld",
  title: "firewalld",
  plan,
  open,
  close,
  closing,
  isOpen,
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

async function open(host: Host, { port }: OwnedPort): Promise<void> {
  for (const scope of scopes) await command(host, [...scope, `--add-port=${port}/tcp`], `open port ${port}`);
}

async function close(host: Host, owned: OwnedPort): Promise<void> {
  for (const [, ...args] of closing(owned)) await command(host, args, `close port ${owned.port}`);
}

function closing({ port }: OwnedPort): readonly (readonly string[])[] {
  return scopes.map((scope) => ["firewall-cmd", ...scope, `--remove-port=${port}/tcp`]);
}

async function isOpen(host: Host, { port }: OwnedPort): Promise<boolean> {
  const { code } = await host.run(["firewall-cmd", `--query-port=${port}/tcp`], { timeout: 30_000 });
  return code === 0;
}

/** The file of the default zone, which firewalld writes at the first change, and the copy of before that it keeps of it. */
async function files(host: Host): Promise<readonly string[]> {
  const { code, stdout } = await host.run(["firewall-cmd", "--get-default-zone"], { timeout: 30_000 });
  const zone = stdout.trim();
  return code === 0 && /^[\w.-]+$/.test(zone)
    ? [`${zones.own}/${zone}.xml`, `${zones.own}/${zone}.xml.old`]
    : [];
}

/** A zone file that says the same as the one that came with firewalld goes; the copy stays beside one that does not. */
async function tidy(host: Host, made: readonly string[]): Promise<void> {
  for (const path of await files(host)) {
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

/** Kept first: where that fails, nothing is changed yet. Without a zone, firewall-cmd takes the default one. */
const scopes = [["--permanent"], []] as const;

async function command(host: Host, args: readonly string[], purpose: string): Promise<void> {
  const { code, stdout, stderr } = await host.run(["firewall-cmd", ...args], { timeout: 60_000 });
  if (code !== 0) throw outside(`firewalld could not ${purpose}.`, (stderr || stdout).trim());
}
