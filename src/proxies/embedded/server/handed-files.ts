/** Names, in a folder that the server alone may look into, of what is handed over to it. */
export const handedFiles = {
  /** The key and the certificates in one file, so that they are always those of one pair. */
  pair: "pair.pem",
  /** What backends over TLS are held to. */
  pin: "backend.pem",
} as const;
