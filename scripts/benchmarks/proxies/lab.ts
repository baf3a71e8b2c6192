import { type Box, bootBox } from "../../../test/helpers/box/box.ts";
import type { Suite } from "../../../test/helpers/box/golden.ts";
import { type Client, startClient } from "./client.ts";
import type { Contender } from "./contender.ts";
import { mostOpenFiles } from "./machine-limits.ts";
import { Service } from "./service.ts";
import { endpointName, setUp } from "./set-up.ts";

/** A contender that stands ready in its box. */
export type Stand = {
  readonly contender: Contender;
  readonly box: Box;
  /** What carries its connections: the proxy, or on the direct way the backend. */
  readonly service: Service;
  readonly startClient: () => Client;
};

/** All that are compared, side by side; those that are not measured rest and cost nothing. */
export type Lab = {
  readonly stands: readonly Stand[];
  /** Those that could not be set up, and why. */
  readonly absent: readonly { readonly contender: Contender; readonly reason: string }[];
  readonly end: () => void;
};

/** As many boxes are set up at the same time; apt takes most of a core. */
const atOnce = 2;

export async function openLab(
  contenders: readonly Contender[],
  suite: Suite,
  say: (text: string) => void,
): Promise<Lab> {
  // Each box ends itself with this process.
  process.setMaxListeners(process.getMaxListeners() + contenders.length);
  const [stands, absent, waiting] = [[] as Stand[], [] as Lab["absent"][number][], [...contenders]];
  const worker = async () => {
    for (let contender = waiting.shift(); contender !== undefined; contender = waiting.shift()) {
      try {
        stands.push(await stand(contender, suite));
        say(`${contender.name} is set up`);
      } catch (error) {
        absent.push({ contender, reason: (error as Error).message });
        say(`${contender.name} could not be set up: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const place = ({ contender }: Stand) => contenders.indexOf(contender);
  return {
    stands: stands.sort((a, b) => place(a) - place(b)),
    absent,
    end: () => {
      for (const { box } of stands) box.stop();
    },
  };
}

async function stand(contender: Contender, suite: Suite): Promise<Stand> {
  const box = await bootBox({ suite });
  try {
    const unit = await setUp(box, contender);
    const tls = contender.way !== "direct";
    const address = { ip: box.ip4, port: tls ? 443 : 9944, name: endpointName, tls };
    return {
      contender,
      box,
      service: new Service(unit, box.leader),
      startClient: () => startClient(box.namespace, address, mostOpenFiles),
    };
  } catch (error) {
    box.stop();
    throw error;
  }
}
