/** Under which names it goes. */
export const identity = { title: "Caddy", unit: "caddy", processes: ["caddy"] } as const;
