import type { Answers } from "../core/answers.ts";
import { challengePort, challengeRoot } from "../core/paths.ts";

/** Challenges of an authority are answered from a folder, or by a program that listens on a port of 127.0.0.1. */
export type Challenges = { readonly webroot: string } | { readonly port: number };

/** Whether the proxy has to serve port 80: for visitors, or for an authority that asks through it. */
export function needsHttp(answers: Answers): boolean {
  const { certificate } = answers;
  const asked = certificate.source === "certbot" && certificate.challenge === "webroot";
  return answers.redirectHttp || asked;
}

/** Who answers challenges behind the proxy. */
export function challengesOf({ certificate }: Answers): Challenges {
  const standalone = certificate.source === "certbot" && certificate.challenge === "standalone";
  return standalone ? { port: challengePort } : { webroot: challengeRoot };
}
