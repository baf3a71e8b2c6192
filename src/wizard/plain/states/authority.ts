import { dayText } from "../../day-text.ts";
import { passphraseProblem, passphraseWords } from "../../new-passphrase.ts";
import { fittingRoot, passphraseAsked, rootOf } from "../../own-root.ts";
import { triesLeft } from "../../tries-left.ts";
import { choose } from "../choose.ts";
import { sayStep } from "../step-line.ts";
import type { Visit } from "../visit.ts";
import { finding, sentence } from "../words.ts";

const emptyGoesBack = "an empty line goes back";

/** The passphrase of the own CA's root. */
export async function authority(visit: Visit): Promise<void> {
  const { job, beforeApply } = visit.context;
  if (job === "apply" && !beforeApply) sayStep(visit, "certificate");
  else visit.say("");
  return passphraseAsked(visit.context) === "present" ? present(visit) : fresh(visit);
}

/** That of a root that is there: the walk goes on by itself once it is right. */
async function present(visit: Visit): Promise<void> {
  const root = rootOf(visit.context);
  if (root !== undefined) {
    visit.say(
      `The root of your own CA that is here fits: SHA-256 ${root.fingerprint.slice(0, 16)}, to ${dayText(root.notAfter)}.`,
    );
  }
  for (;;) {
    const passphrase = await visit.askHidden(`Its passphrase (it is not shown; ${emptyGoesBack}): `);
    if (passphrase === "") visit.send({ type: "BACK" });
    visit.send({ type: "CHECK_PASSPHRASE", passphrase });
    while (visit.context.passphrase.state === "checking") {
      visit.forgetTyped();
      await visit.wait((context) => context.passphrase.state !== "checking", "the passphrase");
    }
    const { notice } = visit.context;
    visit.say(sentence(notice ?? finding("failed", triesLeft(visit.context.passphrase.wrong))));
  }
}

type Answer = "none" | "keep" | "offline";

async function fresh(visit: Visit): Promise<void> {
  const { context } = visit;
  if (rootOf(context) !== undefined && fittingRoot(context) === undefined)
    visit.say(finding("warning", "the root that is here does not fit any more and is set aside"));
  for (;;) {
    visit.say("Which passphrase shall lock your own CA's root?");
    const { draft, secrets } = visit.context;
    const locked = secrets === undefined ? "none" : "keep";
    const answer = await choose<Answer>(visit, {
      options: [
        {
          value: "none",
          title: "No passphrase",
          text: "it renews by itself; whoever gets the key file can sign",
        },
        { value: "keep", title: "A passphrase", text: "the key stays on this box; nothing renews by itself" },
        {
          value: "offline",
          title: "A passphrase, and the key is carried away",
          text: "it comes back when something is to be signed",
        },
      ],
      chosen: draft.caKey === "offline" ? "offline" : locked,
    });
    const passphrase = answer === "none" ? "" : await askTwice(visit);
    if (passphrase === undefined) continue;
    const caKey = answer === "offline" ? "offline" : "keep";
    if (caKey !== draft.caKey) visit.send({ type: "SET", patch: { caKey } });
    visit.send({ type: "NEW_PASSPHRASE", passphrase });
    visit.say(
      ...passphraseWords({ first: passphrase, offline: caKey === "offline" }).map(({ state, text }) =>
        finding(state, text),
      ),
    );
    visit.send({ type: "NEXT" });
  }
}

/** @returns undefined for an empty line, which goes back to the choices */
async function askTwice(visit: Visit): Promise<string | undefined> {
  for (;;) {
    const first = await visit.askHidden(`Passphrase (it is not shown; ${emptyGoesBack}): `);
    if (first === "") return undefined;
    const again = await visit.askHidden("Once more: ");
    const problem = passphraseProblem({ first, again, offline: false });
    if (problem === undefined) return first;
    visit.say(problem);
  }
}
