import { randomBytes } from "node:crypto";
import { standardPorts } from "../../core/endpoint-ports.ts";
import { exitCode, Failure } from "../../core/errors.ts";
import { isPrivateAddress } from "../../core/network.ts";
import { isAddress } from "../../core/validate/address.ts";
import type { Host } from "../../host/host.ts";

type Socket = Awaited<ReturnType<Host["dial"]>>;

export interface TokenCheck {
  readonly host: Host;
  readonly names: readonly string[];
  /** Root of the folder that the proxy serves challenges from. */
  readonly webroot: string;
  /** Addresses of the box's own interfaces. */
  readonly own: readonly string[];
  /** 80 when not said. */
  readonly port?: number;
  readonly onLine: (line: string) => void;
}

/** Milliseconds for one fetch. */
const timeout = 5_000;

/** Bytes of an answer that are read; a token is shorter. */
const enough = 4_096;

/**
 * Puts a token where a challenge would lie and fetches it as an authority would: by name, over port 80, at every address
 * that the name has (RFC 8555 section 8.3). So no attempt is wasted that can only fail.
 * @throws Failure that names the record that is wrong
 */
export async function checkTokens(check: TokenCheck): Promise<void> {
  const { host, names, webroot } = check;
  const token = `wss-setup-${randomBytes(16).toString("hex")}`;
  const path = `/.well-known/acme-challenge/${token}`;
  await host.writeFile(`${webroot}${path}`, token, { mode: 0o644 });
  try {
    for (const name of names) await checkName(name, path, token, check);
  } finally {
    await host.remove(`${webroot}${path}`);
  }
}

async function checkName(name: string, path: string, token: string, check: TokenCheck): Promise<void> {
  for (const address of await addressesOf(name, check.host)) {
    const answer = await fetchText(check, address, name, path);
    if (serves(answer, token)) {
      check.onLine(`${name} answers for this box over ${kind(address)}`);
    } else if (answer.text === undefined && !check.own.includes(address)) {
      // A router may not lead a box back to itself; the authority comes from outside.
      check.onLine(`${name}: ${address} cannot be reached from this box (${answer.said}); going on`);
    } else if (mayBeRouter(address, check.own)) {
      check.onLine(`${name}: ${address} shows this box something else, perhaps its own router; going on`);
    } else {
      throw wrongAnswer(name, address, answer, check.own);
    }
  }
}

/** From inside, a router shows its own pages at its public address and leads only those outside to this box. */
function mayBeRouter(address: string, own: readonly string[]): boolean {
  const family = own.filter((each) => each.includes(":") === address.includes(":"));
  return family.length > 0 && family.every(isPrivateAddress) && !isPrivateAddress(address);
}

/** A redirect may repeat the token in its head, and a body may come in chunks (RFC 9112 section 7.1): a line of it is it. */
function serves({ text = "" }: Answer, token: string): boolean {
  const body = text.slice(text.indexOf("\r\n\r\n"));
  return /^HTTP\/1\.[01] 200 /.test(text) && body.split("\r\n").includes(token);
}

/** @throws Failure for a name that nobody finds */
async function addressesOf(name: string, host: Host): Promise<readonly string[]> {
  if (isAddress(name)) return [name];
  const found = [...(await host.resolve(name, 4)), ...(await host.resolve(name, 6))];
  if (found.length > 0) return found;
  throw new Failure(`${name} leads nowhere yet, so no authority can find this box`, {
    kind: "operator",
    exitCode: exitCode.failedAndRolledBack,
    next: `set an A record of ${name} to this box's public address, and wait until: getent ahosts ${name}`,
  });
}

interface Answer {
  /** The whole answer, head included; undefined when there was none. */
  readonly text?: string;
  readonly said: string;
}

function wrongAnswer(name: string, address: string, { text, said }: Answer, own: readonly string[]): Failure {
  const record = address.includes(":") ? "AAAA" : "A";
  const mine = own.includes(address);
  const family = own.filter((each) => each.includes(":") === address.includes(":"));
  const wanted = family.find((each) => !isPrivateAddress(each)) ?? family[0];
  const cure =
    wanted === undefined ? `take its ${record} record out` : `set its ${record} record to ${wanted}`;
  const elsewhere = isAddress(name)
    ? `${name} is not this box: another server answers there`
    : `the ${record} record of ${name} is ${address}, where another server answers`;
  return new Failure(
    mine
      ? `http://${name} over ${kind(address)} does not serve challenges: an authority would find nothing`
      : elsewhere,
    {
      kind: "operator",
      exitCode: exitCode.failedAndRolledBack,
      said: text?.split("\r\n")[0] ?? said,
      next: mine ? "ss -ltnp 'sport = :80'" : isAddress(name) ? "ip -br address" : cure,
    },
  );
}

function kind(address: string): string {
  return address.includes(":") ? "IPv6" : "IPv4";
}

async function fetchText(
  { host, port = standardPorts.http }: TokenCheck,
  address: string,
  name: string,
  path: string,
): Promise<Answer> {
  let socket: Socket;
  try {
    socket = await host.dial({ address, port, timeout });
  } catch (error) {
    return { said: error instanceof Error ? error.message : String(error) };
  }
  const named = name.includes(":") ? `[${name}]` : name;
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${named}\r\nUser-Agent: wss-setup\r\nConnection: close\r\n\r\n`,
  );
  return await readAll(socket);
}

function readAll(socket: Socket): Promise<Answer> {
  return new Promise((settle) => {
    let text = "";
    const end = (said: string) => {
      clearTimeout(timer);
      socket.destroy();
      settle(text === "" ? { said } : { text, said });
    };
    const timer = setTimeout(() => end(`no answer within ${timeout / 1000} s`), timeout);
    socket.on("error", (error) => end(error.message));
    socket.on("end", () => end("it hung up"));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (text.length > enough) end("too much");
    });
  });
}
