import type { Answers } from "../core/answers.ts";

/** Origins that may open a WebSocket: the page that tests the connection comes from the endpoint itself, so its own names pass while it is on. */
export function allowedOrigins({
  origins,
  names,
  landingPage,
  certificate,
}: Answers): "any" | readonly string[] {
  if (origins === "any") return "any";
  const automatic = certificate.source === "self-signed" || certificate.source === "own-ca";
  const own = (landingPage === "auto" ? automatic : landingPage)
    ? names.map((name) => `https://${name.includes(":") ? `[${name}]` : name}`)
    : [];
  return [...new Set([...origins, ...own])];
}
