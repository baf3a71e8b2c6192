import { connect, type Socket } from "node:net";
import type { DialTarget } from "./host.ts";

/** Opens a TCP connection. @throws NodeJS.ErrnoException as net.connect gives it, or with ETIMEDOUT */
export function dialTcp({ address, port, timeout }: DialTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const timer = setTimeout(() => {
      const message = `connect ETIMEDOUT ${address}:${port} after ${timeout} ms`;
      socket.destroy(
        Object.assign(new Error(message), { code: "ETIMEDOUT", syscall: "connect", address, port }),
      );
    }, timeout);
    const failed = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeListener("error", failed);
      resolve(socket);
    });
  });
}
