/** Where the endpoint listens on TCP. */
export interface EndpointPorts {
  readonly https: number;
  /** For the redirect and the challenges of a certificate authority. */
  readonly http: number;
}

/** Where clients look for it by themselves; only the demo, which runs without root, listens elsewhere. */
export const standardPorts: EndpointPorts = { https: 443, http: 80 };
