import { createServer } from "node:net";

/**
 * Below the ports that the kernel gives out by itself (ip(7), ip_local_port_range): nobody gets one of these by chance
 * before it is listened on. Each worker of the tests has its own.
 */
const lowest = 12_000;
const ofEach = 2_000;
const mine = lowest + (Number(process.env.VITEST_POOL_ID ?? 0) % 10) * ofEach;
let next = Math.floor(Math.random() * ofEach);

/** A port of this machine that nobody listens on, and no test is given again soon. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < ofEach; tries += 1) {
    const port = mine + (next++ % ofEach);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${mine} on is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
