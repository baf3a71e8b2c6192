import type { Dialect } from "./dialect.ts";

/**
 * An MQTT broker. Many servers take any subprotocol that is offered, so only a CONNACK counts: to a CONNECT of
 * MQTT 3.1.1 with a clean session and an empty client id (section 3.1), which leaves nothing on the broker.
 */
export const mqtt: Dialect = {
  id: "mqtt",
  path: "/",
  protocols: ["mqtt"],
  converse: async (connection, deadline) => {
    connection.send(connectPacket);
    const message = await connection.receive(deadline.left());
    if (!Buffer.isBuffer(message) || message[0] !== connack || message[1] !== 2) return undefined;
    connection.send(disconnectPacket);
    return { kind: "websocket", label: "MQTT broker", fingerprint: "mqtt", subprotocol: "mqtt" };
  },
};

const connack = 0x20;
const disconnectPacket = Buffer.from([0xe0, 0]);
const connectPacket = Buffer.from([0x10, 12, 0, 4, ...Buffer.from("MQTT"), 4, 0x02, 0, 60, 0, 0]);
