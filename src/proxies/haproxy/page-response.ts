import { publicTypes } from "../../core/landing-page.ts";

/** The page as a whole response, which HAProxy gives where a backend has none (section 10, "errorfile"). */
export function pageResponse(page: string): string {
  const head = [
    "HTTP/1.1 200 OK (from wss-setup)",
    `Content-Type: ${publicTypes.html}`,
    `Content-Length: ${Buffer.byteLength(page)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
  ];
  return `${head.join("\r\n")}\r\n\r\n${page}`;
}
