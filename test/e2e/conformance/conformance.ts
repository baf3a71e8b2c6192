import { afterAll } from "vitest";
import { proxies } from "../../../src/proxies/index.ts";
import type { Suite } from "../../helpers/box/golden.ts";
import { matrix } from "../../helpers/matrix.ts";
import { inBoxes } from "../helpers/in-boxes.ts";
import { checks } from "./checks.ts";
import { differenceOf, isMissing, proveDifference, proveMissing } from "./differences.ts";
import { type Place, placeOf } from "./place.ts";

/** On which suite a proxy has its part of the sample; together the proxies' parts are all checks. */
const sampledOn: Readonly<Record<string, Suite>> = {
  nginx: "bookworm",
  apache: "trixie",
  haproxy: "bookworm",
  caddy: "trixie",
  embedded: "bullseye",
};

/** The part of the matrix of one suite: every proxy × every check, a box a proxy. */
export function conformanceOn(suite: Suite): void {
  inBoxes(`conformance on ${suite}`, () => {
    let current: Place | undefined;
    afterAll(() => current?.stop());
    const placeFor = async (index: number) => {
      const proxy = proxies[index];
      if (proxy === undefined) throw new Error(`no proxy ${index}`);
      if (current?.proxy === proxy) return current;
      await current?.stop();
      current = placeOf(proxy, suite);
      return current;
    };
    const cells = proxies.flatMap((proxy, row) => {
      const home = sampledOn[proxy.id] === suite;
      if (isMissing(proxy.id, suite)) {
        const prove = async () => proveMissing(await placeFor(row));
        return [{ title: `${proxy.id}: is missing`, sampled: false, run: prove }];
      }
      return checks.map((check, column) => ({
        title: `${proxy.id}: ${check.title}`,
        sampled: home && column % proxies.length === row,
        timeout: check.timeout ?? 300_000,
        run: async () => {
          const place = await placeFor(row);
          const difference = differenceOf(proxy.id, suite, check.title);
          await (difference === undefined ? check.run(place) : proveDifference(place, difference));
        },
      }));
    });
    matrix(`conformance on ${suite}`, cells);
  });
}
