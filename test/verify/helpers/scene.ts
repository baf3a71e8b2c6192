import { writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { IssuedPair } from "../../../src/certificates/source.ts";
import type { Verify } from "../../../src/core/step.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import type { Check, ProofReport } from "../../../src/verify/check.ts";
import type { ProofOptions } from "../../../src/verify/proof.ts";
import { proveEndpoint } from "../../../src/verify/prove-endpoint.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import * as backends from "./backends.ts";
import { selfSignedPair } from "./certificates.ts";
import { type EndpointOptions, startEndpoint } from "./endpoint.ts";
import { refuse } from "./listen.ts";

export const name = "node.example.com";

/** This machine, with a DNS in which the given names lead where the test says. */
export function hostWithDns(
  records: Readonly<Record<string, readonly string[]>> = { [name]: ["127.0.0.1"] },
): RealHost {
  return Object.assign(new RealHost(), {
    resolve: async (asked: string, family: 4 | 6) =>
      (records[asked] ?? []).filter((address) => address.includes(":") === (family === 6)),
  });
}

let made: Promise<IssuedPair> | undefined;

/** One pair for `name`, made once for all tests of a file. */
export function sharedPair(): Promise<IssuedPair> {
  made ??= selfSignedPair([name]);
  return made;
}

/** The pair's certificate as a file of the box. */
export function onDisk(pair: IssuedPair): string {
  const path = join(temporaryFolder(), "wss-setup.crt");
  writeFileSync(path, pair.certificate);
  return path;
}

export function verifyStep(wanted: Partial<Verify> & Pick<Verify, "certificateFile" | "backend">): Verify {
  return {
    kind: "Verify",
    id: "verify",
    title: "Prove the endpoint",
    why: "an endpoint counts when a client has reached it",
    action: "update",
    undo: "none",
    proxy: { unit: "nginx", errorLog: "/var/log/nginx/error.log" },
    names: [name],
    redirectHttp: false,
    refusesUnknownNames: false,
    origins: "any",
    backendWasDown: false,
    ...wanted,
  };
}

export function prove(
  step: Verify,
  options: Partial<ProofOptions>,
  host = hostWithDns(),
): Promise<ProofReport> {
  return proveEndpoint(host, step, {
    addresses: ["127.0.0.1"],
    connectionTimeout: 2000,
    ...options,
  });
}

/** The check with this id. */
export function checkOf(report: ProofReport, id: string): Check {
  const found = report.checks.find((check) => check.id === id);
  if (found === undefined)
    throw new Error(`no check ${id} among ${report.checks.map((check) => check.id).join(", ")}`);
  return found;
}

/** `id status`, in the order of the report. */
export function outcomes(report: ProofReport): readonly string[] {
  return report.checks.map(({ id, status }) => `${id} ${status}`);
}

/** A backend and an endpoint in front of it. */
export async function scene(
  talk = backends.substrate,
  options: Partial<EndpointOptions> = {},
  backendOptions = {},
) {
  const pair = await sharedPair();
  const backend = await backends.startBackend(talk, backendOptions);
  const endpoint = await startEndpoint({ pair, names: [name], backendPort: backend.port, ...options });
  const step = verifyStep({ certificateFile: onDisk(pair), backend: [backend.url] });
  return { backend, endpoint, step, httpsPort: endpoint.port };
}

/** The check of the WebSocket in a `scene`. */
export const websocket = "websocket:127.0.0.1";

/** An endpoint that gives every handshake this status. */
export function answer(status: string) {
  return (request: IncomingMessage, socket: Duplex) => {
    if (request.headers.upgrade !== "websocket") return undefined;
    refuse(socket, status);
    return "answered" as const;
  };
}

/** An endpoint that gives 403 to pages outside a list. */
export function onlyOrigins(allowed: readonly string[]) {
  return (request: IncomingMessage, socket: Duplex) => {
    const { origin } = request.headers;
    if (origin === undefined || allowed.includes(origin)) return undefined;
    refuse(socket, "403 Forbidden");
    return "answered" as const;
  };
}
