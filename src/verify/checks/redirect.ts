import { randomUUID } from "node:crypto";
import type { Check } from "../check.ts";
import { hostAndPort } from "../endpoint-name.ts";
import { reload, whoListens } from "../fixes.ts";
import type { HttpAnswer } from "../http-exchange.ts";
import { seconds } from "../plain-words.ts";
import { mainName, type Proof } from "../proof.ts";
import { createWire } from "../wire.ts";
import type { WireFailure } from "../wire-failure.ts";

/** http://name is sent to https for good; the path of ACME challenges (RFC 8555 section 8.3) is spared. */
export async function checkRedirect(proof: Proof, addresses: readonly string[]): Promise<Check> {
  const name = mainName(proof.step);
  const base = { id: "redirect", title: `http://${hostAndPort(name, proof.httpPort, 80)}` };
  const judged = await Promise.all(addresses.map((address) => judge(proof, address, name)));
  return { ...base, ...(judged.find(({ status }) => status !== "ok") ?? (judged[0] as Judgement)) };
}

type Judgement = Omit<Check, "id" | "title">;

async function judge(proof: Proof, address: string, name: string): Promise<Judgement> {
  const host = hostAndPort(name, proof.httpPort, 80);
  const wire = createWire(
    proof.host,
    { address, port: proof.httpPort, host, timeout: proof.connectionTimeout },
    proof.deadline,
  );
  const [page, challenge] = await Promise.all([
    wire.http({ path: "/" }),
    wire.http({ path: `/.well-known/acme-challenge/${randomUUID()}` }),
  ]);
  if (page.outcome === "failed") return unreachable(proof, address, page);
  if (!leadsToHttps(page, name) || ![301, 308].includes(page.status)) {
    return {
      status: "failed",
      fault: "setup",
      seen: `"${page.status} ${page.statusText}"${page.headers.location === undefined ? "" : ` to ${page.headers.location}`}, ${page.milliseconds} ms`,
      cause: `Another site answers for ${name} on port ${proof.httpPort}, or the new configuration is not loaded.`,
      fix: reload(proof.step.proxy),
    };
  }
  if (challenge.outcome === "answered" && challenge.status >= 300 && challenge.status < 400) {
    return {
      status: "failed",
      fault: "setup",
      seen: `/.well-known/acme-challenge/ is redirected too ("${challenge.status} ${challenge.statusText}")`,
      cause: "A certificate authority could not look at this box over port 80.",
      fix: reload(proof.step.proxy),
    };
  }
  return {
    status: "ok",
    seen: `is sent to https (${page.status}), challenges are not, ${page.milliseconds} ms`,
  };
}

function leadsToHttps(answer: HttpAnswer, name: string): boolean {
  const location = URL.parse(String(answer.headers.location));
  return location?.protocol === "https:" && location.hostname.replace(/^\[|\]$/g, "") === name;
}

function unreachable(proof: Proof, address: string, failure: WireFailure): Judgement {
  const where = `port ${proof.httpPort} of ${address}`;
  const refused = failure.code === "ECONNREFUSED";
  const silent = failure.code === "ETIMEDOUT";
  return {
    status: "failed",
    fault: "setup",
    seen: silent
      ? `no answer within ${seconds(proof.connectionTimeout)}`
      : `${failure.said} after ${failure.milliseconds} ms`,
    cause: refused
      ? `Nothing listens on ${where}: the proxy is not running, or not on this address.`
      : `${where} gives no HTTP answer.`,
    fix: whoListens(proof.httpPort),
  };
}
