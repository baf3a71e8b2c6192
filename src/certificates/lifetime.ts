import type { CertificateFacts } from "../core/facts.ts";

const day = 86_400_000;

/**
 * What is due before the end of a certificate: so many days before it, or at the last part of its life, where that is
 * shorter. (One for addresses lasts 160 hours in all.)
 */
const stages = {
  /** Nobody renews it by itself: whoever has to is told in time. */
  byHand: { days: 60, part: 2 / 3 },
  /** It is replaced. */
  renewal: { days: 30, part: 1 / 3 },
  /** It should have been replaced. */
  late: { days: 14, part: 1 / 6 },
} as const;

export type LifeStage = keyof typeof stages;

/** From how many milliseconds before its end a stage begins of a certificate that lasts so many in all. */
export function stageTime(stage: LifeStage, life: number): number {
  const { days, part } = stages[stage];
  return Math.min(days * day, life * part);
}

/** Whether a certificate is so near its end. `now` is ISO 8601. */
export function isIn(
  stage: LifeStage,
  { notBefore, notAfter }: Pick<CertificateFacts, "notBefore" | "notAfter">,
  now: string,
): boolean {
  const end = Date.parse(notAfter);
  return end - Date.parse(now) < stageTime(stage, end - Date.parse(notBefore));
}

/** Whole days from now to the end of a certificate, rounded down; negative when it has ended. */
export function daysLeft({ notAfter }: Pick<CertificateFacts, "notAfter">, now: string): number {
  return Math.floor((Date.parse(notAfter) - Date.parse(now)) / day);
}
