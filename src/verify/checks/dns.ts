import { setTimeout as delay } from "node:timers/promises";
import { reasonOf, whereNoServerAnswers } from "../../core/name-facts.ts";
import type { Host } from "../../host/host.ts";
import type { Check } from "../check.ts";
import { familyOf } from "../endpoint-name.ts";
import { seconds } from "../plain-words.ts";

/** Where a name leads. It lies outside the box, so it is never more than a warning. @param timeout milliseconds */
export async function checkDns(
  host: Host,
  name: string,
  own: readonly string[],
  timeout: number,
): Promise<Check> {
  const base = { id: `dns:${name}`, title: `DNS of ${name}` };
  const [a, aaaa] = await Promise.all([
    inTime(lookUp(host, name, 4), timeout),
    inTime(lookUp(host, name, 6), timeout),
  ]);
  const found = [...a.addresses, ...aaaa.addresses];
  const look = `getent ahosts ${name}`;
  if (found.length === 0) {
    const said = a.error ?? aaaa.error;
    // Then nobody knows whether a record is missing.
    if (said !== undefined)
      return { ...base, status: "warning", seen: `not looked up: ${said}`, fix: whereNoServerAnswers };
    return {
      ...base,
      status: "warning",
      seen: "no address",
      cause: `Clients cannot find this box by ${name} until it has an A or AAAA record${own.length === 0 ? "" : ` with ${own.join(" or ")}`}.`,
      fix: `add the record where you bought the domain; it is there once this shows it: ${look}`,
    };
  }
  const elsewhere = found.filter((address) => !own.includes(address));
  if (elsewhere.length === 0) return { ...base, status: "ok", seen: `${found.join(" and ")}, this box` };
  return {
    ...base,
    status: "warning",
    seen: `${elsewhere.join(" and ")}: not an address of this box's interfaces`,
    cause: `Right if a router or load balancer passes it on to this box; else set the ${familyOf(elsewhere[0] as string) === 6 ? "AAAA" : "A"} record to an address of this box.`,
    fix: look,
  };
}

interface Found {
  readonly addresses: readonly string[];
  readonly error?: string;
}

function inTime(looking: Promise<Found>, timeout: number): Promise<Found> {
  const silence = { addresses: [], error: `no answer within ${seconds(timeout)}` };
  return Promise.race([looking, delay(timeout, silence, { ref: false })]);
}

async function lookUp(host: Host, name: string, family: 4 | 6): Promise<Found> {
  try {
    return { addresses: await host.resolve(name, family) };
  } catch (error) {
    return { addresses: [], error: reasonOf(error, name) };
  }
}
