import type { Dialect } from "./dialect.ts";

/** Socket.IO and other Engine.IO 4 servers: they speak first, with an open packet `0{"sid":…}` (engine.io-protocol, "Handshake"). */
export const engineIo: Dialect = {
  id: "engine.io",
  path: "/socket.io/?EIO=4&transport=websocket",
  protocols: [],
  converse: async (connection, deadline) => {
    const message = await connection.receive(deadline.left());
    if (typeof message !== "string" || !/^0\{.*"sid"/.test(message)) return undefined;
    return { kind: "engine.io", label: "Socket.IO server", fingerprint: "engine.io" };
  },
};
