import type { Check } from "../check.ts";
import { deadlineIn } from "../deadline.ts";
import { familyOf, hostAndPort, sniOf } from "../endpoint-name.ts";
import { reload, whoListens } from "../fixes.ts";
import { seconds } from "../plain-words.ts";
import { mainName, type Proof } from "../proof.ts";
import { openTls, type TlsSession } from "../tls-session.ts";
import { dialSocket } from "../wire.ts";
import { since, type WireFailure } from "../wire-failure.ts";

/** The kernel itself finds no way, so no packet met the proxy or a firewall. */
const noWay = ["EADDRNOTAVAIL", "ENETUNREACH", "EHOSTUNREACH", "EAFNOSUPPORT"];

/** An address of the box: TLS comes up under the first name and the certificate is the one on the disk. `reached` false: only a warning. */
export async function checkTls(
  proof: Proof,
  address: string,
): Promise<{ readonly check: Check; readonly reached: boolean }> {
  const name = mainName(proof.step);
  const base = {
    id: `tls:${address}`,
    title: `IPv${familyOf(address)} ${hostAndPort(address, proof.httpsPort)}`,
  };
  const result = await tlsUnder(proof, address, name);
  if (result.outcome === "failed" && noWay.includes(result.code)) {
    return { check: { ...base, ...unreachable(address, result) }, reached: false };
  }
  return { check: { ...base, ...judgeTls(proof, address, name, result) }, reached: true };
}

function unreachable(address: string, failure: WireFailure): Omit<Check, "id" | "title"> {
  return {
    status: "warning",
    seen: `${failure.said} after ${failure.milliseconds} ms`,
    cause: "The box has no way to this address of its own; clients from outside may have one.",
    fix: `ip route get ${address}`,
  };
}

/** TLS to the endpoint under a name, hung up at once. */
export async function tlsUnder(
  proof: Proof,
  address: string,
  name: string,
): Promise<TlsSession | WireFailure> {
  const started = performance.now();
  const deadline = deadlineIn(proof.connectionTimeout, proof.deadline);
  const socket = await dialSocket(proof.host, { address, port: proof.httpsPort, timeout: deadline.left() });
  if ("outcome" in socket) return socket;
  const result = await openTls(socket, { ...sniOf(name), timeout: deadline.left() });
  if (result.outcome === "opened") result.socket.destroy();
  return { ...result, milliseconds: since(started) };
}

/** What a TLS handshake under a name of ours says about the set-up. */
export function judgeTls(
  proof: Proof,
  address: string,
  name: string,
  result: TlsSession | WireFailure,
): Omit<Check, "id" | "title"> {
  if (result.outcome === "failed")
    return { status: "failed", fault: "setup", ...failureOf(proof, address, name, result) };
  const seen = `${result.protocol.replace("v", " ")}, `;
  const time = `, ${result.milliseconds} ms`;
  const { certificate } = proof;
  if (result.fingerprint !== certificate.fingerprint) {
    return {
      status: "failed",
      fault: "setup",
      seen: `${seen}a certificate ending ${result.fingerprint.slice(-8)}, the one on disk ends ${certificate.fingerprint.slice(-8)}${time}`,
      cause: `The proxy serves another certificate than ${certificate.path}: the reload did not arrive, or another site answers for ${name}.`,
      fix: reload(proof.step.proxy),
    };
  }
  if (result.chainLength < certificate.count) {
    return {
      status: "warning",
      seen: `${seen}${result.chainLength} of the ${certificate.count} certificates in ${certificate.path}${time}`,
      cause: "Clients that do not know the intermediate certificate will refuse it.",
      fix: reload(proof.step.proxy),
    };
  }
  return { status: "ok", seen: `${seen}the certificate is the one on disk${time}` };
}

function failureOf(
  proof: Proof,
  address: string,
  name: string,
  failure: WireFailure,
): Pick<Check, "seen" | "cause" | "fix"> {
  const where = hostAndPort(address, proof.httpsPort);
  const after = `after ${failure.milliseconds} ms`;
  if (failure.alert !== undefined) {
    return {
      seen: `TLS alert ${failure.alert} for ${name} ${after}`,
      cause: `The proxy does not know ${name}: its new configuration is not loaded.`,
      fix: reload(proof.step.proxy),
    };
  }
  switch (failure.code) {
    case "ECONNREFUSED":
      return {
        seen: `connection refused ${after}`,
        cause: `Nothing listens on ${where}: the proxy is not running, or not on this address.`,
        fix: whoListens(proof.httpsPort),
      };
    case "ETIMEDOUT":
      return {
        seen: `no answer within ${seconds(proof.connectionTimeout)}`,
        cause: "A firewall rule drops the box's connections to itself, or the proxy hangs.",
        fix: familyOf(address) === 6 ? "ip6tables -S INPUT" : "iptables -S INPUT",
      };
    default:
      return {
        seen: `${failure.said} ${after}`,
        cause: `What listens on ${where} does not speak TLS as it should.`,
        fix: whoListens(proof.httpsPort),
      };
  }
}
