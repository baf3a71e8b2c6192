import { assign, not, or, stateIn } from "xstate";
import { exitCode } from "../core/errors.ts";
import { boxChangedNotice } from "./box-changed-notice.ts";
import { certificateStates } from "./certificate-states.ts";
import { resumed, suggested, withCheck, withoutPlan, withTyped } from "./context-changes.ts";
import { firstContext } from "./first-context.ts";
import { guards } from "./guards.ts";
import { wizardSetup } from "./machine-setup.ts";

/** While the box is being changed, Ctrl-C asks whether to stop and take back. */
const isWorking = or([stateIn({ walk: "apply" }), stateIn({ walk: "verify" })]);
/** Where nothing can be lost, Ctrl-C leaves at once; in these states the walk itself takes it. */
const isSettled = or(
  (["menu", "status", "confirm", "preview", "stuck", "takingBack", "done", "ended"] as const).map((walk) =>
    stateIn({ walk }),
  ),
);

/**
 * The wizard: one state a screen in `walk`, and what may lie over it in `overlay`. It performs nothing: a runner
 * outside looks at the state, probes and applies, and sends what came of it. So every path can be walked in a test.
 */
export const wizardMachine = wizardSetup.createMachine({
  id: "wizard",
  type: "parallel",
  context: ({ input }) => firstContext(input),
  on: {
    PREFLIGHT: { actions: assign({ preflight: ({ event }) => event.rows }) },
    FACTS: {
      actions: assign(({ event }) => ({
        facts: event.facts,
        proxies: event.proxies,
        sources: event.sources,
      })),
    },
    FIREWALL: { actions: assign({ firewall: ({ event }) => event.firewall }) },
    BACKENDS: {
      actions: assign(({ context, event }) => ({
        backends: withTyped(event.backends, context.backends),
        searched: event.searched,
      })),
    },
    NAMES: { actions: assign({ names: ({ context, event }) => ({ ...context.names, ...event.names }) }) },
    SUGGEST: {
      actions: assign(({ context, event }) => ({ draft: suggested(context, event.patch), ...withoutPlan })),
    },
    STATUS: { actions: assign({ status: ({ event }) => event.status }) },
    OWN_FILES: {
      actions: assign({
        ownFiles: ({ event: { certificateFile, keyFile, findings } }) => ({
          certificateFile,
          keyFile,
          findings,
        }),
      }),
    },
    PROGRESS: { actions: assign({ progress: ({ event }) => event.progress }) },
    CHECK: { actions: assign({ checks: ({ context, event }) => withCheck(context.checks, event.check) }) },
    SAVE_ANSWERS: { actions: assign({ saveAs: ({ event }) => ({ file: event.file }), notice: undefined }) },
    TEST_AGAIN: { actions: assign({ testedAgain: ({ context }) => context.testedAgain + 1 }) },
    NOTICE: { actions: assign({ notice: ({ event }) => event.text }) },
    CONFIRM: { actions: assign({ confirmed: ({ context, event }) => [...context.confirmed, event.name] }) },
    SET: {
      actions: assign(({ context, event }) => ({
        answered: true,
        draft: { ...context.draft, ...event.patch },
        touched: {
          ...context.touched,
          ...Object.fromEntries(Object.keys(event.patch).map((key) => [key, true])),
        },
        given: context.given.filter((key) => !(key in event.patch)),
        ...withoutPlan,
      })),
    },
  },
  states: {
    walk: {
      initial: "start",
      on: {
        LEAVE: ".left",
        FORGET: { target: ".left", actions: assign({ forget: true }) },
        STOP: { target: ".takingBack", guard: isWorking },
      },
      states: {
        start: { always: [{ guard: "startsAtMenu", target: "menu" }, { target: "check" }] },
        check: {
          on: {
            NEXT: [
              { guard: "mustElevate", target: "elevated" },
              { guard: "isUnsupported" },
              { target: "backend" },
            ],
            REVIEW: [{ guard: "mustElevate" }, { guard: "isUnsupported" }, { target: "review" }],
            RESUME: {
              guard: ({ context }) => context.saved !== undefined && !guards.mustElevate({ context }),
              target: "goTo",
              actions: assign(({ context }) => resumed(context)),
            },
            BACK: { guard: "fromMenu", target: "menu" },
          },
        },
        backend: {
          on: {
            NEXT: [
              { guard: ({ context }) => !guards.backendFits({ context }) },
              { guard: "fromReview", target: "review" },
              { target: "names" },
            ],
            BACK: [{ guard: "fromReview", target: "review" }, { target: "check" }],
            REVIEW: { guard: "backendFits", target: "review" },
          },
        },
        names: {
          on: {
            NEXT: [
              { guard: ({ context }) => !guards.namesFit({ context }) },
              { guard: "fromReview", target: "review" },
              { target: "proxy" },
            ],
            BACK: [{ guard: "fromReview", target: "review" }, { target: "backend" }],
            REVIEW: { guard: "namesFit", target: "review" },
          },
        },
        proxy: {
          on: {
            NEXT: [{ guard: "fromReview", target: "review" }, { target: "certificate" }],
            BACK: [{ guard: "fromReview", target: "review" }, { target: "names" }],
            REVIEW: "review",
          },
        },
        ...certificateStates,
        limits: {
          on: {
            NEXT: [
              { guard: ({ context }) => !guards.limitsFit({ context }) },
              { guard: "fromReview", target: "review" },
              { guard: "firewallIsOpen", target: "review" },
              { target: "firewall" },
            ],
            BACK: [
              { guard: "fromReview", target: "review" },
              { guard: "asksTerms", target: "terms" },
              { guard: "asksAuthority", target: "authority", actions: "askAtStep" },
              { guard: "asksFiles", target: "ownFiles" },
              { target: "certificate" },
            ],
            REVIEW: { guard: "limitsFit", target: "review" },
          },
        },
        firewall: {
          on: {
            NEXT: "review",
            BACK: [{ guard: "fromReview", target: "review" }, { target: "limits" }],
            REVIEW: "review",
          },
        },
        review: {
          entry: ["closeFromReview", "leaveTerms"],
          exit: "forgetNotice",
          on: {
            RESTART: {
              actions: assign(({ event }) => ({ mayRestart: event.allowed, ...withoutPlan })),
            },
            DECIDE: {
              actions: assign(({ context, event }) => ({
                decisions: [...context.decisions, event.decision],
                ...withoutPlan,
              })),
            },
            PLANNED: { actions: assign(({ event }) => ({ preview: event.preview, problem: undefined })) },
            NO_PLAN: { actions: assign(({ event }) => ({ preview: undefined, problem: event.problem })) },
            APPLY: [
              { guard: not("hasDecided") },
              { guard: "isDryRun", target: "preview" },
              { guard: "passphraseIsDue", target: "authority", actions: "askBeforeApply" },
              { guard: "hasPlan", target: "apply", actions: "beginJob" },
            ],
            DIFF: {
              guard: "hasPlan",
              target: "diff",
              actions: assign({ diff: ({ event }) => ({ index: event.index, from: "review" }) }),
            },
            GO: { target: "goTo", actions: ["openFromReview", assign({ goTo: ({ event }) => event.to })] },
            BACK: [
              { guard: "rotates", target: "menu", actions: "forgetDecisions" },
              { guard: "firewallIsOpen", target: "limits", actions: "forgetDecisions" },
              { target: "firewall", actions: "forgetDecisions" },
            ],
          },
        },
        goTo: {
          always: [
            { guard: ({ context }) => context.goTo === "names", target: "names" },
            { guard: ({ context }) => context.goTo === "proxy", target: "proxy" },
            { guard: ({ context }) => context.goTo === "certificate", target: "certificate" },
            { guard: ({ context }) => context.goTo === "limits", target: "limits" },
            { guard: ({ context }) => context.goTo === "firewall", target: "firewall" },
            { guard: ({ context }) => context.goTo === "review", target: "review" },
            { target: "backend" },
          ],
        },
        diff: {
          on: {
            BACK: [
              { guard: ({ context }) => context.diff?.from === "preview", target: "preview" },
              { target: "review" },
            ],
          },
        },
        preview: {
          entry: assign({ result: "preview" }),
          on: {
            BACK: "review",
            NEXT: "left",
            QUIT: "left",
            DIFF: {
              target: "diff",
              actions: assign({ diff: ({ event }) => ({ index: event.index, from: "preview" }) }),
            },
          },
        },
        apply: {
          on: {
            BOX_CHANGED: {
              target: "review",
              actions: assign(({ event }) => ({
                preview: event.preview,
                notice: boxChangedNotice(event.preview),
              })),
            },
            STEP: { guard: ({ event }) => event.kind === "Verify", target: "verify" },
            STUCK: { target: "stuck", actions: assign({ failure: ({ event }) => event.failure }) },
            DONE: "done",
            ENDED: "ended",
          },
        },
        verify: {
          on: {
            STUCK: { target: "stuck", actions: assign({ failure: ({ event }) => event.failure }) },
            DONE: "done",
            ENDED: "ended",
          },
        },
        stuck: {
          on: {
            RETRY: [
              {
                guard: "proofFailed",
                target: "verify",
                actions: ["clearFailure", assign({ decision: "retry", checks: [] })],
              },
              { target: "apply", actions: ["clearFailure", assign({ decision: "retry" })] },
            ],
            TAKE_BACK: { target: "takingBack", actions: assign({ decision: "take-back" }) },
            QUIT: { target: "takingBack", actions: assign({ decision: "take-back" }) },
            KEEP: {
              guard: "mayKeep",
              target: "verify",
              actions: ["clearFailure", assign({ decision: "keep" })],
            },
          },
        },
        takingBack: {
          // Nothing was left to stop: the run had ended before it heard of it.
          on: { ENDED: "ended", DONE: "done" },
        },
        done: {
          entry: [
            assign(({ event }) => ({
              result: "done" as const,
              servedUntil: event.type === "DONE" ? event.until : undefined,
            })),
            "forgetPassphrase",
          ],
          on: { NEXT: "left", QUIT: "left" },
        },
        ended: {
          entry: [
            assign(({ event }) =>
              event.type !== "ENDED"
                ? {}
                : {
                    left: event.left,
                    failure: event.failure,
                    exitCode: event.failure?.exitCode ?? exitCode.done,
                    result: "ended" as const,
                  },
            ),
            "forgetPassphrase",
          ],
          on: { NEXT: "left", QUIT: "left" },
        },
        menu: {
          // A dry run that the menu began ends where it came back.
          entry: [assign({ fromReview: false, mode: "set-up" }), "forgetPassphrase"],
          exit: "forgetNotice",
          on: {
            MENU: [
              { guard: ({ event }) => event.choice === "status", target: "status" },
              {
                guard: ({ event }) => event.choice === "rotate",
                target: "review",
                actions: ["forgetPlan", assign({ job: "rotate" })],
              },
              {
                guard: ({ event }) => event.choice === "continue",
                target: "review",
                actions: ["forgetPlan", assign({ job: "apply" })],
              },
              {
                guard: ({ event }) => event.choice === "change",
                target: "check",
                actions: ["forgetPlan", assign({ job: "apply" })],
              },
              {
                guard: ({ event }) => event.choice === "dry-run",
                target: "check",
                actions: ["forgetPlan", assign({ job: "apply", mode: "dry-run" })],
              },
              {
                target: "confirm",
                actions: assign({ job: ({ event }) => (event.choice === "remove" ? "remove" : "undo") }),
              },
            ],
            QUIT: "left",
          },
        },
        status: { on: { BACK: "menu", NEXT: "menu", QUIT: "left" } },
        confirm: {
          on: {
            BACK: "menu",
            QUIT: "left",
            APPLY: { target: "takingBack", actions: "beginJob" },
          },
        },
        left: { type: "final", entry: "forgetPassphrase" },
        elevated: { type: "final" },
      },
    },
    overlay: {
      initial: "none",
      states: {
        none: {
          on: {
            HELP: "help",
            LOG: "log",
            QUIT: [{ guard: isWorking, target: "stop" }, { guard: isSettled }, { target: "leave" }],
          },
        },
        help: { on: { CLOSE: "none", QUIT: "none" } },
        log: { on: { CLOSE: "none", QUIT: "none" } },
        /** Leave? Nothing was changed. */
        leave: { on: { CLOSE: "none", LEAVE: "none", FORGET: "none" } },
        /** Stop here? A step is still running. */
        stop: { on: { CLOSE: "none", STOP: "none" } },
      },
    },
  },
});
