import { rm } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";

/** What the server says to a reload that it carried out. */
export const reloaded = "reloaded";

/**
 * Listens where the service manager has the server reload: whoever connects is told how it went. Who may connect is a
 * matter of the folder's mode. @throws Error of listen(2)
 */
export async function listenForReloads(path: string, reload: () => Promise<string>): Promise<Server> {
  // One that was killed leaves it behind.
  await rm(path, { force: true });
  const server = createServer((connection) => {
    connection.on("error", () => connection.destroy());
    connection.resume();
    void reload().then((outcome) => connection.end(`${outcome}\n`));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return server;
}

/** Has a server that listens there reload. @returns what it said: `reloaded`, or why not. @throws Error of connect(2) */
export async function askForReload(path: string): Promise<string> {
  return (await text(createConnection(path))).trim();
}
