import type { Verify } from "../core/step.ts";
import { isAddress } from "../core/validate/address.ts";
import type { Host } from "../host/host.ts";
import { readCertificateFile } from "./certificate-file.ts";
import type { Check, ProofReport } from "./check.ts";
import { checkDns } from "./checks/dns.ts";
import { checkIdentity } from "./checks/identity.ts";
import { checkNames } from "./checks/names.ts";
import { checkOrigins } from "./checks/origins.ts";
import { checkOtherUpgrades } from "./checks/other-upgrades.ts";
import { checkRedirect } from "./checks/redirect.ts";
import { checkTls } from "./checks/tls.ts";
import { checkUnknownNames } from "./checks/unknown-names.ts";
import { checkUnsafeRpc } from "./checks/unsafe-rpc.ts";
import { checkWebSocket } from "./checks/websocket.ts";
import { deadlineIn } from "./deadline.ts";
import { DirectBackends } from "./direct-backends.ts";
import { hostAndPort, sniOf } from "./endpoint-name.ts";
import { HandshakeGate } from "./handshake-gate.ts";
import { loopback, onePerFamily, provingAddresses } from "./own-addresses.ts";
import { mainName, type Proof, type ProofOptions } from "./proof.ts";
import { createWire } from "./wire.ts";

/**
 * Proves the endpoint with real connections from this box, by name, through its own addresses. What lies outside the
 * box only warns. Never throws for what it finds; bounded by `overallTimeout` and by the endpoint's own limits.
 */
export async function proveEndpoint(host: Host, step: Verify, options: ProofOptions): Promise<ProofReport> {
  const checks: Check[] = [];
  const note = (check: Check): Check => {
    checks.push(check);
    options.onCheck?.(check);
    return check;
  };
  const proof = await prepare(host, step, options);
  if (proof === undefined) {
    note(noCertificate(step));
    return report(checks, false);
  }
  const outside = Promise.all(
    domainNames(step).map(async (name) => checkDns(host, name, options.addresses, proof.connectionTimeout)),
  );
  const redirect = step.redirectHttp ? checkRedirect(proof, onePerFamily(proof.addresses)) : undefined;
  const usable = await proveTls(proof, note);
  if (usable[0] !== undefined) {
    note(await checkNames(proof, usable[0]));
    await proveWebSockets(proof, onePerFamily(usable), note);
  }
  if (redirect !== undefined) note(await redirect);
  for (const check of await outside) note(check);
  return report(checks, proof.backends.down);
}

/** @returns the addresses through which the endpoint can be proven further */
async function proveTls(proof: Proof, note: (check: Check) => Check): Promise<readonly string[]> {
  const look = async (address: string) => {
    const { check, reached } = await checkTls(proof, address);
    note(check);
    return { address, reached, usable: reached && check.status !== "failed" };
  };
  const seen = await Promise.all(proof.addresses.map(look));
  // A box that has no way to any of its own addresses still has its loopback.
  const all = seen.some(({ reached }) => reached) ? seen : [await look(loopback)];
  return all.filter(({ usable }) => usable).map(({ address }) => address);
}

/** One after another: an endpoint may allow one connection an address. */
async function proveWebSockets(
  proof: Proof,
  addresses: readonly string[],
  note: (check: Check) => Check,
): Promise<void> {
  const { step } = proof;
  const gate = new HandshakeGate(proof.deadline, () => !proof.backends.down);
  const address = addresses[0] as string;
  const wireUnder = (name: string, through = address) => gate.guard(proof.wire(through, name));
  const wire = wireUnder(mainName(step));
  const inTurn = async (check: () => Promise<Check>): Promise<Check> => {
    const before = gate.waited;
    return note(withWait(await check(), gate.waited - before));
  };
  let works = true;
  for (const through of addresses) {
    const check = await inTurn(() => checkWebSocket(proof, through, wireUnder(mainName(step), through)));
    works &&= check.status === "ok";
  }
  if (works) {
    let unsafe: Check | undefined;
    await inTurn(async () => {
      const { check, found } = await checkIdentity(proof, wire);
      unsafe = checkUnsafeRpc(found);
      return check;
    });
    if (unsafe !== undefined) note(unsafe);
  }
  if (step.refusesUnknownNames) await inTurn(() => checkUnknownNames(proof, wireUnder));
  await inTurn(() => checkOtherUpgrades(proof, wire));
  const allowed = step.origins === "any" ? undefined : step.origins[0];
  if (works && allowed !== undefined) await inTurn(() => checkOrigins(proof, allowed, wire));
}

async function prepare(host: Host, step: Verify, options: ProofOptions): Promise<Proof | undefined> {
  const deadline = deadlineIn(options.overallTimeout ?? 30_000);
  const connectionTimeout = options.connectionTimeout ?? 5000;
  const httpsPort = options.httpsPort ?? 443;
  const certificate = await readCertificateFile(host, step.certificateFile);
  if (certificate === undefined) return undefined;
  const backends = new DirectBackends(host, step.backend, step.backendCertificate);
  const [addresses] = await Promise.all([
    provingAddresses(host, options.addresses, httpsPort, connectionTimeout),
    backends.probe(),
  ]);
  const wire = (address: string, name: string) =>
    createWire(
      host,
      {
        address,
        port: httpsPort,
        tls: sniOf(name),
        host: hostAndPort(name, httpsPort, 443),
        timeout: connectionTimeout,
      },
      deadline,
    );
  const ports = { httpsPort, httpPort: options.httpPort ?? 80 };
  return {
    host,
    step,
    certificate,
    backends,
    ...ports,
    connectionTimeout,
    deadline,
    addresses,
    wire,
  };
}

function report(checks: readonly Check[], backendDown: boolean): ProofReport {
  const failed = checks.filter(({ status }) => status === "failed");
  const failedByUs = failed.some(({ fault }) => fault !== "backend");
  return { checks, ok: failed.length === 0, failedByUs, backendDown };
}

function withWait(check: Check, seconds: number): Check {
  return seconds === 0
    ? check
    : { ...check, seen: `${check.seen} (after ${seconds} s of waiting for the endpoint's own limit)` };
}

function domainNames(step: Verify): readonly string[] {
  return step.names.filter((name) => !isAddress(name));
}

function noCertificate(step: Verify): Check {
  return {
    id: "certificate-file",
    title: "Certificate file",
    status: "failed",
    fault: "setup",
    seen: `no certificate in ${step.certificateFile}`,
    cause: "The certificate was not issued, or not written.",
    fix: `ls -l ${step.certificateFile}`,
  };
}
