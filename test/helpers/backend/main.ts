import { parseArgs } from "node:util";
import { startTestBackend } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "9944" },
    host: { type: "string", default: "127.0.0.1" },
    substrate: { type: "boolean", default: false },
    unsafe: { type: "boolean", default: false },
    "host-check": { type: "boolean", default: false },
  },
});
const { port, host, substrate, unsafe } = values;
const backend = await startTestBackend({
  port: Number(port),
  host,
  substrate,
  unsafe,
  hostCheck: values["host-check"],
});
process.stdout.write(`listening on ${host}:${backend.port}\n`);
