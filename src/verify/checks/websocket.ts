import type { Check } from "../check.ts";
import { deadlineIn } from "../deadline.ts";
import { familyOf, hostAndPort } from "../endpoint-name.ts";
import { proxyLog } from "../fixes.ts";
import { seconds } from "../plain-words.ts";
import { mainName, type Proof } from "../proof.ts";
import { explainUpgrade } from "../upgrade-causes.ts";
import type { WebSocketConnection } from "../websocket-connection.ts";
import type { Wire } from "../wire.ts";

/** A correct 101 by name through an address of the box, and a ping that comes back over it. */
export async function checkWebSocket(proof: Proof, address: string, wire: Wire): Promise<Check> {
  const base = { id: `websocket:${address}`, title: `WebSocket over IPv${familyOf(address)}` };
  const deadline = deadlineIn(proof.connectionTimeout, proof.deadline);
  const result = await wire.webSocket(proof.backends.upgrade);
  if (result.outcome !== "opened") return { ...base, ...(await explainUpgrade(proof, result)) };
  const ping = await result.connection.ping(deadline.left());
  await result.connection.close();
  if (ping !== undefined) {
    return { ...base, status: "ok", seen: `upgraded, a ping came back, ${result.milliseconds + ping} ms` };
  }
  if (!(await pongsDirectly(proof))) {
    return {
      ...base,
      status: "ok",
      seen: `upgraded, ${result.milliseconds} ms; the backend answers no ping, directly neither`,
    };
  }
  return {
    ...base,
    status: "failed",
    fault: "setup",
    seen: `wss://${hostAndPort(mainName(proof.step), proof.httpsPort, 443)} was upgraded, but no ping came back within ${seconds(proof.connectionTimeout)}`,
    cause:
      "The proxy answers the upgrade but does not carry what follows; directly the backend answers a ping.",
    fix: proxyLog(proof.step.proxy),
  };
}

async function pongsDirectly(proof: Proof): Promise<boolean> {
  const timeout = Math.min(2000, proof.deadline.left());
  const direct = await proof.backends.handshake(timeout);
  if (direct.outcome !== "opened") return false;
  const ping = await pingOnce(direct.connection, timeout);
  return ping !== undefined;
}

async function pingOnce(connection: WebSocketConnection, timeout: number): Promise<number | undefined> {
  const milliseconds = await connection.ping(timeout);
  await connection.close();
  return milliseconds;
}
