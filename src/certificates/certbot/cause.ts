import type { ErrorKind } from "../../core/errors.ts";

/** One reason for which an order fails, and how it is told. */
export interface Cause {
  /** Stable: tests and the retry go by it. */
  readonly id: string;
  /** In the problem's type (if the authority gave one), a space, and its words. */
  readonly when: RegExp;
  readonly kind: ErrorKind;
  readonly message: (about: About) => string;
  /** The one next act. */
  readonly next?: (about: About) => string;
  /** `at-once`: the same order may well succeed right away. `in-time`: after the wait that the authority asks for. */
  readonly retry?: "at-once" | "in-time";
}

/** What is known of a failure. */
export interface About {
  /** The name that it is about; the first, where there are more. */
  readonly name: string;
  /** All of them: `node.example.com and rpc.example.com`. */
  readonly names: string;
  /** Whole words of the complaint. */
  readonly detail: string;
  /** What `when` caught. */
  readonly match: RegExpExecArray;
  /** When the authority takes the next order: `in 12 minutes`; undefined: it does not say. */
  readonly when: string | undefined;
}
