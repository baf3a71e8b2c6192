import { createServer } from "node:net";
import { sha256 } from "../core/sha256.ts";
import type { Lock } from "./host.ts";
import { kernelCode, kernelFailure } from "./kernel-error.ts";

/**
 * An exclusive lock without a program's help: a listening socket in Linux' abstract namespace (unix(7)), which has one
 * holder and is gone as soon as this process is. It leaves no file.
 * @returns undefined when another process holds it
 */
export async function takeSocketLock(path: string): Promise<Lock | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ path: `\0wss-setup-${sha256(path)}` }, resolve);
    });
  } catch (error) {
    if (kernelCode(error) === "EADDRINUSE") return undefined;
    throw kernelFailure(path, "locked", error);
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}
