import type { Dialect } from "./dialect.ts";
import { engineIo } from "./engine-io.ts";
import { jsonRpc } from "./json-rpc.ts";
import { libp2p } from "./libp2p.ts";
import { mqtt } from "./mqtt.ts";

/** The first is asked first, alone; most servers are found out by it. */
export const dialects: readonly Dialect[] = [jsonRpc, libp2p, engineIo, mqtt];
