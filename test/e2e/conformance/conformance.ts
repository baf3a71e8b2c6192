import { afterAll } from "vitest";
import type { ProxyId } from "../../../src/core/answers.ts";
import { proxies } from "../../../src/proxies/index.ts";
import type { Proxy as ProxyPlugin } from "../../../src/proxies/proxy.ts";
import type { Suite } from "../../helpers/box/golden.ts";
import { matrix } from "../../helpers/matrix.ts";
import { inBoxes } from "../helpers/in-boxes.ts";
import type { Check } from "./check.ts";
import { checks } from "./checks.ts";
import { differenceOf, isMissing, proveDifference, proveMissing } from "./differences.ts";
import { type Place, placeOf } from "./place.ts";

/** On which suite a proxy has its part of the sample; together the proxies' parts are all checks. */
const sampledOn: Readonly<Record<ProxyId, Suite>> = {
  nginx: "bookworm",
  apache: "trixie",
  haproxy: "bookworm",
  caddy: "trixie",
  embedded: "bullseye",
};

/** The proxies in turn; where one is different, the next is that can show it. */
function sampledProxy({ title }: Check, column: number): ProxyPlugin | undefined {
  const turn = column % proxies.length;
  const inTurn = [...proxies.slice(turn), ...proxies.slice(0, turn)];
  return inTurn.find(({ id }) => differenceOf(id, sampledOn[id], title) === undefined);
}

/** The part of the matrix of one suite: every proxy × every check, a box a proxy. */
export function conformanceOn(suite: Suite): void {
  inBoxes(`conformance on ${suite}`, () => {
    let current: Place | undefined;
    afterAll(() => current?.stop());
    const placeFor = async (proxy: ProxyPlugin) => {
      if (current?.proxy === proxy) return current;
      await current?.stop();
      current = placeOf(proxy, suite);
      return current;
    };
    const cells = proxies.flatMap((proxy) => {
      if (isMissing(proxy.id, suite)) {
        const prove = async () => proveMissing(await placeFor(proxy));
        return [{ title: `${proxy.id}: is missing`, sampled: false, run: prove }];
      }
      return checks.map((check, column) => ({
        title: `${proxy.id}: ${check.title}`,
        sampled: sampledOn[proxy.id] === suite && sampledProxy(check, column) === proxy,
        timeout: check.timeout ?? 300_000,
        run: async () => {
          const place = await placeFor(proxy);
          const difference = differenceOf(proxy.id, suite, check.title);
          await (difference === undefined ? check.run(place) : proveDifference(place, difference));
        },
      }));
    });
    matrix(`conformance on ${suite}`, cells);
  });
}
