import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { must } from "./command.ts";

/** A box's own network namespace and the addresses on both ends of its only cable. */
export type Network = {
  readonly namespace: string;
  /** The cable's end on the machine. */
  readonly outside: string;
  readonly ip4: string;
  readonly ip6: string;
  readonly hostIp4: string;
  readonly hostIp6: string;
};

export function networkOf(number: number): Network {
  return {
    namespace: `wss-box-${number}`,
    outside: `wssbox${number}`,
    ip4: `10.88.${number}.2`,
    ip6: `fd88:${number}::2`,
    hostIp4: `10.88.${number}.1`,
    hostIp6: `fd88:${number}::1`,
  };
}

/**
 * Makes the namespace with its cable up on both ends. The machine routes nothing for it: a box reaches the machine's end
 * and no further, and no rule of the machine's own firewall is touched.
 */
export async function createNetwork(number: number): Promise<void> {
  const { namespace, outside, ip4, ip6, hostIp4, hostIp6 } = networkOf(number);
  const steps = [
    `netns add ${namespace}`,
    `link add ${outside} type veth peer name eth0 netns ${namespace}`,
    `addr add ${hostIp4}/24 dev ${outside}`,
    `-6 addr add ${hostIp6}/64 dev ${outside} nodad`,
    `-n ${namespace} addr add ${ip4}/24 dev eth0`,
    `-n ${namespace} -6 addr add ${ip6}/64 dev eth0 nodad`,
    `-n ${namespace} link set lo up`,
    `-n ${namespace} link set eth0 up`,
    `link set ${outside} up`,
    `-n ${namespace} route add default via ${hostIp4}`,
    `-n ${namespace} -6 route add default via ${hostIp6}`,
  ];
  for (const step of steps) await must(["ip", ...step.split(" ")]);
  writeFileSync(`/proc/sys/net/ipv4/conf/${outside}/forwarding`, "0");
}

/** Takes the network away, and with it every rule that was loaded in it. Synchronous: it also runs while a process exits. */
export function deleteNetwork(number: number): void {
  const { namespace, outside } = networkOf(number);
  spawnSync("ip", ["link", "delete", outside]);
  spawnSync("ip", ["netns", "delete", namespace]);
}
