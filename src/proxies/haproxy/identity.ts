/** Under which names the box knows HAProxy. */
export const identity = { title: "HAProxy", unit: "haproxy", processes: ["haproxy"] } as const;
