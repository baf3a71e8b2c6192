import type { Socket } from "./listening.ts";
import { nginxString } from "./nginx-string.ts";

/**
 * Finds a client that vanished without a word 2 minutes after its last one (60 s, then four questions 15 s apart), so
 * that ghosts do not use up an address's connections for a whole idle timeout. tcp(7)
 */
const keepalive = "so_keepalive=60s:15s:4";

/** The `listen` lines of the server for names that nobody has; it comes first and sets the sockets' options. */
export function defaultListens(sockets: readonly Socket[], ssl: boolean): string {
  return lines(
    sockets
      .filter(({ isDefault }) => isDefault)
      .map((socket) => [where(socket), tls(ssl), "default_server", options(socket)]),
  );
}

/** The `listen` lines of the server for our names. */
export function nameListens(sockets: readonly Socket[], ssl: boolean): string {
  return lines(sockets.map((socket) => [where(socket), tls(ssl), socket.isDefault ? "" : options(socket)]));
}

function where({ address, port }: Socket): string {
  return address === "*" ? String(port) : nginxString(`${address}:${port}`);
}

function tls(ssl: boolean): string {
  return ssl ? "ssl" : "";
}

function options({ setsOptions }: Socket): string {
  return setsOptions ? keepalive : "";
}

function lines(listens: readonly (readonly string[])[]): string {
  return listens.map((words) => `    listen ${words.filter((word) => word !== "").join(" ")};\n`).join("");
}
