import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startTestBackend } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "9944" },
    host: { type: "string", default: "127.0.0.1" },
    substrate: { type: "boolean", default: false },
    unsafe: { type: "boolean", default: false },
    "host-check": { type: "boolean", default: false },
    "engine-io": { type: "boolean", default: false },
    /** A file with the certificate and its key. */
    tls: { type: "string" },
  },
});
const { port, host, substrate, unsafe } = values;
const pair = values.tls === undefined ? undefined : readFileSync(values.tls, "utf8");
const backend = await startTestBackend({
  port: Number(port),
  host,
  substrate,
  unsafe,
  hostCheck: values["host-check"],
  engineIo: values["engine-io"],
  ...(pair === undefined ? {} : { tls: { cert: pair, key: pair } }),
});
process.stdout.write(`listening on ${host}:${backend.port}\n`);
