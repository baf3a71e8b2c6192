/** A point in time that nothing may pass; shared by the steps of one connection or one whole proof. */
export interface Deadline {
  /** Milliseconds that are left, at least 1 so that it can be given to a timer. */
  left(): number;
  passed(): boolean;
}

/** @param milliseconds from now. @param within an outer deadline that wins when it is nearer */
export function deadlineIn(milliseconds: number, within?: Deadline): Deadline {
  const end = performance.now() + Math.min(milliseconds, within?.left() ?? Number.POSITIVE_INFINITY);
  return {
    left: () => Math.max(1, Math.ceil(end - performance.now())),
    passed: () => performance.now() >= end,
  };
}
