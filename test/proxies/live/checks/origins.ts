import { expect } from "vitest";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";

const app = "https://app.example.com";
const listed = [app, "chrome-extension://abcdef"];

/** What is like a listed one, and what may mean something in a proxy's own grammar. */
const strangers = [
  "null",
  `${app}.evil.com`,
  "https://evilapp.example.com",
  "https://evil-app.example.com",
  `${app}:444`,
  `${app}/`,
  "http://app.example.com",
  `https://evil.com/${app}`,
  "https://app-example.com",
  "default",
  `${app} https://evil.com`,
  `${app},https://evil.com`,
  "{header.Upgrade}",
];

export const origins: Check = (scene, { everySuite, oneSuite }) => {
  everySuite("lets only the listed pages open a WebSocket, and programs without an Origin", async () => {
    const { status, raw, get } = await scene.serve({ answers: { origins: listed } });
    const from = (origin: string) => status({ headers: { Origin: origin } });
    expect(await status()).toBe(101);
    for (const origin of [...listed, `https://${name}`]) expect(await from(origin), origin).toBe(101);
    for (const origin of strangers) expect(await from(origin), origin).toBe(403);
    const capital = ["Upgrade: WebSocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
    const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    const lines = ["GET / HTTP/1.1", `Host: ${name}`, ...capital, key, "Origin: https://evil.com"];
    expect((await raw(lines)).status).toBe(403);
    expect((await get({ headers: { Origin: "https://evil.com" } })).status).toBe(200);
  });

  oneSuite("refuses the endpoint's own pages when there is no landing page", async () => {
    const { status } = await scene.serve({ answers: { origins: [app], landingPage: false } });
    expect(await status({ headers: { Origin: `https://${name}` } })).toBe(403);
  });
};
