import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Page, chromium as playwright } from "playwright-core";
import { chromium, installBrowser } from "./available.ts";
import { goTo } from "./go-to.ts";
import { makeHome } from "./home.ts";

export interface BrowserOptions {
  /** Name → address: this browser asks no DNS for it. */
  readonly resolve?: Readonly<Record<string, string>>;
  /** PEM of the roots that this browser trusts beside those it comes with. */
  readonly trustedRoots?: readonly string[];
  /** Does more to the folder of its NSS database before it starts. */
  readonly furnish?: (database: string) => Promise<void>;
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Lends a page of a real Chromium with a new home and profile, and takes the browser away however the work ends. The
 * page's origin is http://localhost: trustworthy, and on the machine itself, so that it may reach private addresses.
 */
export async function withPage<T>(options: BrowserOptions, work: (page: Page) => Promise<T>): Promise<T> {
  await installBrowser();
  const { resolve = {}, trustedRoots = [], furnish } = options;
  const home = await makeHome(trustedRoots);
  const origin = await emptyPage();
  const rules = Object.entries(resolve).map(([name, address]) => `MAP ${name} ${bracketed(address)}`);
  try {
    await furnish?.(home.database);
    const context = await playwright.launchPersistentContext(home.profile, {
      executablePath: chromium,
      headless: true,
      args: [...quiet, `--host-resolver-rules=${rules.join(", ")}`],
      env: { PATH: "/usr/bin:/bin", HOME: home.folder, LANG: "C.UTF-8" },
    });
    try {
      const page = await context.newPage();
      await goTo(page, `http://localhost:${(origin.address() as AddressInfo).port}/`);
      return await work(page);
    } finally {
      await context.close();
    }
  } finally {
    origin.close();
    origin.closeAllConnections();
    home.remove();
  }
}

async function emptyPage(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><title>test</title>");
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return server;
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
