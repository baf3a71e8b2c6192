/** Under which names the box knows nginx. */
export const identity = { title: "nginx", unit: "nginx", processes: ["nginx"] } as const;
