import type { Answers } from "../core/answers.ts";
import { standardPorts } from "../core/endpoint-ports.ts";
import { landingPageIsOn } from "../core/landing-page.ts";

/**
 * Origins that may open a WebSocket: the page that tests the connection comes from the endpoint itself, so its own names
 * pass while it is on.
 * @param port where the endpoint listens for https
 */
export function allowedOrigins(
  answers: Answers,
  port: number = standardPorts.https,
): "any" | readonly string[] {
  const { origins, names } = answers;
  if (origins === "any") return "any";
  // A browser leaves the scheme's own port out of an Origin.
  const behind = port === standardPorts.https ? "" : `:${port}`;
  const own = landingPageIsOn(answers)
    ? names.map((name) => `https://${name.includes(":") ? `[${name}]` : name}${behind}`)
    : [];
  return [...new Set([...origins, ...own])];
}
