import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";

/** Serves plain HTTP on port 80 of an address of the machine while the work is done: another server than the box. */
export async function whileOtherServes<T>(
  address: string,
  listener: RequestListener,
  work: () => Promise<T>,
): Promise<T> {
  const server = createServer(listener).listen(80, address);
  await once(server, "listening");
  try {
    return await work();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
