import { X509Certificate } from "node:crypto";
import { expect } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import type { CommandResult } from "../../helpers/box/command.ts";
import {
  type EchoReport,
  echoOver,
  type OpenWebSocket,
  openWebSocket,
} from "../../helpers/client/websocket.ts";

export const name = "node.example.com";
/** Outside of what a snapshot sees. */
export const answersFile = "/srv/answers.yaml";
export const certificateFile = "/etc/ssl/certs/wss-setup.crt";
export const siteFile = "/etc/nginx/sites-available/wss-setup.conf";
export const journalFile = "/var/lib/wss-setup/journal.jsonl";

/** The smallest answers file: a name, an address of each kind, the backend. `more` is further YAML; it goes last. */
export async function writeAnswers(box: Box, more = "", names: readonly string[] = [name]): Promise<void> {
  const list = [...names, box.ip4, box.ip6].map((entry) => JSON.stringify(entry)).join(", ");
  await box.writeFile(answersFile, `backend: ws://127.0.0.1:9944\nnames: [${list}]\n${more}`);
}

/** `apply` with the answers file. */
export function apply(box: Box, ...more: readonly string[]): Promise<CommandResult> {
  return box.wssSetup(["apply", "-a", answersFile, "--yes", ...more]);
}

/** `plan` with the answers file. */
export function plan(box: Box, ...more: readonly string[]): Promise<CommandResult> {
  return box.wssSetup(["plan", "-a", answersFile, ...more]);
}

/** Writes the answers and applies them; throws with everything that was said unless the exit code is 0. */
export async function setUp(box: Box, more = ""): Promise<CommandResult> {
  await writeAnswers(box, more);
  return exits(0, await apply(box));
}

/** The result, when the command exited so; what it said is in the failure otherwise. */
export function exits(code: number, result: CommandResult): CommandResult {
  expect(result, `exit code ${code} was expected\n${result.stderr}${result.stdout}`).toMatchObject({ code });
  return result;
}

/** The fingerprint of the certificate file in the box, as a client reports the one it was shown. */
export async function fingerprintOnDisk(box: Box): Promise<string> {
  return new X509Certificate(await box.readFile(certificateFile)).fingerprint256;
}

/** An echo over wss by a client outside the box, which also sees the certificate. Rejects when there is no HTTP answer. */
export function echoFromOutside(box: Box, family: 4 | 6 = 4, host = name): Promise<EchoReport> {
  return echoOver({ ip: family === 4 ? box.ip4 : box.ip6, host, timeout: 5_000 });
}

/** A WebSocket that a client outside the box keeps open. Throws when the handshake was refused. */
export async function openFromOutside(box: Box): Promise<OpenWebSocket> {
  const socket = await openWebSocket({ ip: box.ip4, host: name });
  if (!("ask" in socket)) throw new Error(`The handshake was answered with ${socket.status}.`);
  expect(await socket.ask("hello")).toBe("hello");
  return socket;
}

/** Fails unless a client outside gets its echo over both families, with the certificate that is on the disk. */
export async function expectEchoFromOutside(box: Box): Promise<void> {
  const fingerprint = await fingerprintOnDisk(box);
  for (const family of [4, 6] as const) {
    const report = await echoFromOutside(box, family);
    expect(report).toMatchObject({ status: 101, echo: "hello", session: { fingerprint } });
  }
}
