import { once } from "node:events";
import { type AddressInfo, isIP } from "node:net";
import { connect, createServer } from "node:tls";
import type { IssuedPair } from "../../src/certificates/source.ts";

interface Attempt {
  readonly pair: IssuedPair;
  /** Where server and client meet. */
  readonly address: string;
  /** What the client wants to see in the certificate. */
  readonly name: string;
  readonly ca?: string;
}

/** Serves the pair for one handshake; the SHA-256 fingerprint (hex) the client saw. @throws what the client said */
export async function handshake({ pair, address, name, ca }: Attempt): Promise<string> {
  const server = createServer({ cert: pair.certificate, key: pair.key });
  server.on("tlsClientError", () => {});
  server.listen(0, address);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sni = isIP(name) === 0 ? { servername: name } : {};
  const client = connect({ host: address, port, ...sni, ...(ca === undefined ? {} : { ca }) });
  try {
    await once(client, "secureConnect");
    return client.getPeerCertificate().fingerprint256.replaceAll(":", "").toLowerCase();
  } finally {
    client.destroy();
    server.close();
  }
}
