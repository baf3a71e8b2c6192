import type { Page } from "playwright-core";

/**
 * Opens an address. Chromium gives every navigation up when the machine gets or loses a network address, as it does
 * whenever a box is booted or stopped beside it: that says nothing of the page, which is asked for anew.
 */
export async function goTo(page: Page, url: string): Promise<void> {
  for (;;) {
    try {
      await page.goto(url);
      return;
    } catch (error) {
      if (!String(error).includes("net::ERR_NETWORK_CHANGED")) throw error;
    }
  }
}
