import { expect } from "vitest";
import type { ProxyId } from "../../../src/core/answers.ts";
import { bootBox } from "../../helpers/box/box.ts";
import type { Suite } from "../../helpers/box/golden.ts";
import { expectUntouched } from "../helpers/as-before.ts";
import { answersFile, exits } from "../helpers/endpoint.ts";
import { plainly, type WrittenAnswers } from "./answers.ts";
import type { Place } from "./place.ts";

/** What a proxy cannot do. The plan says so in words, and in place of the check it is proven that it does. */
export type Difference = {
  readonly proxy: ProxyId;
  /** All when left out. */
  readonly suites?: readonly Suite[];
  /** The titles of the checks that do not hold. */
  readonly checks: readonly string[];
  /** What is asked for in vain, laid over `plainly`. */
  readonly answers: WrittenAnswers;
  /** What the plan says of it. */
  readonly says: RegExp;
};

/** Every difference there is; a check that is not named here holds for every proxy on every suite. */
const differences: readonly Difference[] = [
  {
    proxy: "caddy",
    checks: [
      "of one address so many WebSockets are open as were allowed, and no more",
      "of one address a burst of handshakes passes and not one more, then as many as the rate",
    ],
    answers: { limits: { connectionsPerIp: 5 } },
    says: /the limits for one address are not enforced/,
  },
  {
    proxy: "caddy",
    checks: ["sslscan finds nothing below the TLS profile compatible"],
    answers: { tls: { profile: "compatible" } },
    says: /offers no DHE suite/,
  },
];

/** Proxies that a suite does not have: the plan says so, and nothing is touched. */
const missing: Readonly<Partial<Record<ProxyId, readonly Suite[]>>> = { caddy: ["bullseye"] };

export function differenceOf(proxy: ProxyId, suite: Suite, check: string): Difference | undefined {
  return differences.find(
    (each) => each.proxy === proxy && (each.suites ?? [suite]).includes(suite) && each.checks.includes(check),
  );
}

export function isMissing(proxy: ProxyId, suite: Suite): boolean {
  return missing[proxy]?.includes(suite) ?? false;
}

export async function proveDifference(
  { endpoint, proxy }: Place,
  { answers, says }: Difference,
): Promise<void> {
  const { box } = await endpoint();
  await box.writeFile(answersFile, JSON.stringify({ ...plainly, proxy: proxy.id, ...answers }));
  const { stdout, stderr } = await box.wssSetup(["plan", "-a", answersFile]);
  expect(stdout + stderr).toMatch(says);
}

export async function proveMissing({ proxy, suite }: Place): Promise<void> {
  const box = await bootBox({ suite });
  try {
    await box.startBackend();
    const before = await box.snapshot();
    await box.writeFile(answersFile, JSON.stringify({ ...plainly, proxy: proxy.id }));
    const { stderr } = exits(64, await box.wssSetup(["apply", "-a", answersFile, "--yes"]));
    expect(stderr).toMatch(new RegExp(proxy.packages.join("|")));
    await expectUntouched(box, before);
  } finally {
    box.stop();
  }
}
