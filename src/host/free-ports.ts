import { type AddressInfo, createServer, type Server } from "node:net";

/** So many different ports of TCP that nobody listened on a moment ago, each free at every one of the addresses. */
export async function freePorts(count: number, addresses: readonly [string, ...string[]]): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  try {
    while (ports.length < count) {
      const [first, ...others] = addresses;
      const server = await hold(first, 0);
      if (server === undefined) throw new Error(`nobody can listen on ${first}`);
      held.push(server);
      const { port } = server.address() as AddressInfo;
      const beside = await Promise.all(others.map((address) => hold(address, port)));
      held.push(...beside.filter((each) => each !== undefined));
      if (beside.every((each) => each !== undefined)) ports.push(port);
    }
    return ports;
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

function hold(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ host, port }, () => resolve(server));
  });
}
