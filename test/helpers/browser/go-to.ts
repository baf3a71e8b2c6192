import type { Frame, Page } from "playwright-core";

/** Where Chromium shows that a navigation failed. */
const errorPage = "chrome-error://chromewebdata/";

/**
 * Opens an address. Chromium gives every navigation up when the machine gets or loses a network address, as it does
 * whenever a box is booted or stopped beside it: that says nothing of the page, which is asked for anew. Its own page
 * about that comes a moment later than the error, and would interrupt whatever is asked for before it.
 */
export async function goTo(page: Page, url: string): Promise<void> {
  for (;;) {
    const failed = new ErrorPage(page);
    try {
      await page.goto(url);
      return;
    } catch (error) {
      if (!String(error).includes("net::ERR_NETWORK_CHANGED")) throw error;
      await failed.isShown;
    } finally {
      failed.forget();
    }
  }
}

/** The next one of a page. */
class ErrorPage {
  readonly isShown: Promise<void>;
  readonly forget: () => void;

  constructor(page: Page) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const heed = (frame: Frame) => {
      if (frame === page.mainFrame() && frame.url() === errorPage) resolve();
    };
    page.on("framenavigated", heed);
    this.isShown = promise;
    this.forget = () => void page.off("framenavigated", heed);
  }
}
