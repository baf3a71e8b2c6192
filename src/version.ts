import packageJson from "../package.json" with { type: "json" };

/** The version of wss-setup, as package.json states it. The bundle carries it as a constant. */
export const version: string = packageJson.version;
