import { and, assign, not, raise } from "xstate";
import { wizardSetup } from "./machine-setup.ts";

const threeWrong =
  "Three times the wrong passphrase: nothing was changed. Take another certificate, or try again.";

/** Where the certificate comes from, and what its sources ask: one screen a state, all of them part of step 5. */
export const certificateStates = {
  certificate: wizardSetup.createStateConfig({
    on: {
      NEXT: [
        { guard: "asksTerms", target: "terms" },
        { guard: "asksAuthority", target: "authority", actions: "askAtStep" },
        { guard: "asksFiles", target: "ownFiles" },
        { guard: "fromReview", target: "review" },
        { target: "limits" },
      ],
      BACK: [{ guard: "fromReview", target: "review" }, { target: "proxy" }],
      // The review settles terms that nobody agreed to; paths cannot be made up.
      REVIEW: [{ guard: "pathsMissing", target: "ownFiles" }, { target: "review" }],
    },
    exit: "forgetNotice",
  }),
  terms: wizardSetup.createStateConfig({
    on: {
      NEXT: [
        { guard: not("emailFits") },
        { guard: "fromReview", target: "review" },
        { target: "limits", actions: "leaveTerms" },
      ],
      BACK: "certificate",
      REVIEW: { guard: "emailFits", target: "review" },
    },
  }),
  authority: wizardSetup.createStateConfig({
    on: {
      NEW_PASSPHRASE: {
        actions: assign({
          secrets: ({ event }) => (event.passphrase === "" ? undefined : { caPassphrase: event.passphrase }),
        }),
      },
      CHECK_PASSPHRASE: {
        actions: assign(({ context, event }) => ({
          secrets: { caPassphrase: event.passphrase },
          passphrase: { ...context.passphrase, state: "checking" as const },
        })),
      },
      PASSPHRASE: [
        { guard: ({ context }) => context.passphrase.state !== "checking" },
        {
          guard: ({ event }) => event.problem !== undefined,
          actions: assign(({ context, event }) => ({
            secrets: undefined,
            passphrase: { ...context.passphrase, state: "open" as const },
            notice: event.problem,
          })),
        },
        {
          guard: ({ event }) => event.ok,
          actions: [assign({ passphrase: { state: "right", wrong: 0 } }), raise({ type: "NEXT" })],
        },
        {
          guard: and(["lastTry", "rotates"]),
          target: "menu",
          actions: ["forgetPassphrase", "forgetPlan", assign({ notice: threeWrong })],
        },
        {
          guard: "lastTry",
          target: "certificate",
          actions: ["forgetPassphrase", assign({ notice: threeWrong })],
        },
        { actions: "refusePassphrase" },
      ],
      NEXT: [
        { guard: not("passphraseFits") },
        // Where the key is to lie was changed here, there is another list to agree to.
        { guard: and(["beforeApply", "hasPlan"]), target: "apply", actions: "beginJob" },
        { guard: "fromReview", target: "review" },
        { target: "limits" },
      ],
      BACK: [{ guard: "beforeApply", target: "review" }, { target: "certificate" }],
      REVIEW: "review",
    },
    // An answer that comes later finds nobody.
    exit: assign(({ context }) =>
      context.passphrase.state === "checking"
        ? { secrets: undefined, passphrase: { ...context.passphrase, state: "open" as const } }
        : {},
    ),
  }),
  ownFiles: wizardSetup.createStateConfig({
    on: {
      NEXT: [{ guard: not("filesFit") }, { guard: "fromReview", target: "review" }, { target: "limits" }],
      BACK: "certificate",
      REVIEW: { guard: "filesFit", target: "review" },
    },
  }),
};
