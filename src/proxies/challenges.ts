import type { Answers } from "../core/answers.ts";
import { createDirectory } from "../core/build-step.ts";
import type { Facts } from "../core/facts.ts";
import { challengePort, challengeRoot } from "../core/paths.ts";
import type { CreateDirectory } from "../core/step.ts";

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

/** The folder that challenges are answered from; nothing where a program answers, or nobody is asked. */
export function challengeFolder(
  challenges: Challenges | undefined,
  facts: Facts,
): readonly CreateDirectory[] {
  if (challenges === undefined || "port" in challenges) return [];
  return [
    createDirectory(facts, {
      path: challenges.webroot,
      mode: 0o755,
      why: "Challenges of certificate authorities are answered from here.",
    }),
  ];
}
