import { assign, setup } from "xstate";
import type { WizardContext, WizardInput } from "./context.ts";
import { withoutDecisions, withoutPassphrase, withoutPlan, withoutTerms } from "./context-changes.ts";
import type { WizardEvent } from "./events.ts";
import { emptyProgress, untried } from "./first-context.ts";
import { guards } from "./guards.ts";

/** What the wizard's states are made of. */
export const wizardSetup = setup({
  types: { context: {} as WizardContext, events: {} as WizardEvent, input: {} as WizardInput },
  guards,
  actions: {
    openFromReview: assign({ fromReview: true }),
    closeFromReview: assign({ fromReview: false }),
    forgetPlan: assign(() => withoutPlan),
    forgetDecisions: assign(({ context }) => withoutDecisions(context)),
    forgetNotice: assign({ notice: undefined }),
    beginJob: assign({ progress: emptyProgress, checks: [], failure: undefined, left: [] }),
    clearFailure: assign({ failure: undefined }),
    leaveTerms: assign(({ context }) => withoutTerms(context)),
    askAtStep: assign(({ context }) => ({
      beforeApply: false,
      passphrase: { ...context.passphrase, wrong: 0 },
    })),
    askBeforeApply: assign(({ context }) => ({
      beforeApply: true,
      fromReview: true,
      passphrase: { ...context.passphrase, wrong: 0 },
    })),
    refusePassphrase: assign(({ context }) => withoutPassphrase(context)),
    forgetPassphrase: assign({ secrets: undefined, passphrase: untried }),
  },
});
