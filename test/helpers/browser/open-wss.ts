import type { Page } from "playwright-core";
import { type BrowserOptions, withPage } from "./browser.ts";

/** What a browser made of an endpoint. */
export type BrowserEcho =
  | { readonly opened: true; readonly echo: string }
  | {
      readonly opened: false;
      /** As JavaScript sees it: 1006 when there was no handshake. */
      readonly closeCode: number;
      /** What Chromium tells developers alone, `net::ERR_CERT_AUTHORITY_INVALID` for one. */
      readonly error: string;
    };

/** Opens a wss URL in a fresh Chromium, sends a text and takes the answer. Rejects after ten seconds without either. */
export function openWss({
  url,
  ...browser
}: BrowserOptions & { readonly url: string }): Promise<BrowserEcho> {
  return withPage(browser, (page) => echoIn(page, url));
}

/** The same from a page that is open already. */
export async function echoIn(page: Page, url: string): Promise<BrowserEcho> {
  const errors: string[] = [];
  page.on("websocket", (socket) => socket.on("socketerror", (text) => errors.push(text)));
  const seen = await page.evaluate(echoScript, url);
  if ("echo" in seen) return { opened: true, echo: seen.echo };
  return { opened: false, closeCode: seen.closeCode, error: errors.join("; ") };
}

/** Runs in the page. */
function echoScript(url: string): Promise<{ echo: string } | { closeCode: number }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    setTimeout(() => reject(new Error(`${url}: no answer and no end within ten seconds`)), 10_000);
    socket.onopen = () => socket.send("hello");
    socket.onmessage = ({ data }) => resolve({ echo: String(data) });
    socket.onclose = ({ code }) => resolve({ closeCode: code });
  });
}
