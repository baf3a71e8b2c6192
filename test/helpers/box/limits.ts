import { readFileSync } from "node:fs";

/** What Debian gives to a service or a login, systemd-system.conf(5). */
const stock = { soft: 1024, hard: 524_288 };

/**
 * The limit of open files in a box, soft:hard. The machine's own is not handed down, but the hard limit is no higher than
 * the machine's: where root may not raise limits, a box cannot either.
 */
export const openFiles = `${stock.soft}:${Math.min(stock.hard, hardLimitHere())}`;

function hardLimitHere(): number {
  const limit = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  return limit === undefined ? stock.hard : Number(limit);
}
