import type { Answers } from "./answers.ts";
import { publicFolder } from "./paths.ts";

/** Below it every proxy serves `publicFolder`; no backend is likely to have such a path. */
export const publicPath = "/.wss-setup/";

/** The page in the public folder. */
export const pageFile = `${publicFolder}/index.html`;

/** Under which names the root of an own CA lies in the public folder, for whom. */
export const rootDownloads = {
  /** DER, under the name that Apple's and Google's systems take. */
  phone: "wss-setup-root.crt",
  der: "wss-setup-root.der",
  pem: "wss-setup-root.pem",
} as const;

/** Media types of what is in the public folder, by the end of its name. */
export const publicTypes = {
  html: "text/html; charset=utf-8",
  crt: "application/x-x509-ca-cert",
  der: "application/x-x509-ca-cert",
  pem: "application/x-pem-file",
} as const;

/**
 * Statuses with which a backend says that it has nothing for a browser; the last three stand for no answer at all.
 * A browser that opens the bare address sees the page then. Whatever else a backend answers is its own affair.
 */
export const nothingForBrowsers = [400, 403, 404, 405, 426, 501, 502, 503, 504] as const;

/** Seconds after which a backend that is silent has no answer for a browser. */
export const browserPatience = 15;

/** Whether the page that tests the connection is wanted. Left to us, it is there where clients have to be told to trust. */
export function landingPageIsOn({ landingPage, certificate: { source } }: LandingPageAnswers): boolean {
  return landingPage === "auto" ? source === "self-signed" || source === "own-ca" : landingPage;
}

type LandingPageAnswers = Pick<Answers, "landingPage" | "certificate">;
