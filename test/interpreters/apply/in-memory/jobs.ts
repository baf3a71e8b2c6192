import { sources } from "../../../../src/certificates/index.ts";
import type { Answers, CertificateSourceId, ProxyId } from "../../../../src/core/answers.ts";
import { parseAnswers } from "../../../../src/core/answers-schema.ts";
import type { Installation } from "../../../../src/core/facts.ts";
import { readOnly, realEnvironment } from "../../../../src/environment.ts";
import type { MemoryHost } from "../../../../src/host/memory-host.ts";
import type { ApplyEvent } from "../../../../src/interpreters/apply/events.ts";
import { observe } from "../../../../src/observe.ts";
import { proxies } from "../../../../src/proxies/index.ts";
import { recover, withSession } from "../../../../src/session.ts";
import { type TakeBack, takeBack } from "../../../../src/take-back.ts";
import { change } from "../../../../src/wizard/runner/run-job.ts";
import { boxName, operatorsPair } from "../../../helpers/debian/pretend-debian.ts";

/** Something that is done on a box in memory, by the same code as on a real one. */
export type Work = (box: MemoryHost) => Promise<unknown>;

/** Whoever wants to hear of a run, or to stop it. */
export interface Listener {
  readonly onEvent?: (event: ApplyEvent) => void;
  readonly signal?: AbortSignal;
}

const never = new AbortController().signal;

/** What each source of certificates is asked for; one that is not named here takes its defaults. */
const certificates: Partial<Record<CertificateSourceId, object>> = {
  certbot: { agreeTerms: true },
  files: operatorsPair,
};

/** The endpoint behind this proxy, with a certificate from this source. RSA keys would take most of the time. */
export function answersOf(proxy: ProxyId, source: CertificateSourceId): Answers {
  const key = source === "files" ? {} : { key: "ecdsa" };
  const certificate = { source, ...key, ...certificates[source] };
  const raw = { backend: "ws://127.0.0.1:9944", names: [boxName], proxy, certificate };
  return parseAnswers(raw, {
    proxies: proxies.map(({ id }) => id),
    sources: sources.map(({ id }) => id),
    addresses: [],
  });
}

export function applying(answers: Answers, listener: Listener = {}): Work {
  return (box) => run(box, "apply", () => answers, listener);
}

/** A new certificate for what is set up. */
export function rotating(listener: Listener = {}): Work {
  return (box) => run(box, "rotate", (installation) => installation.answers, listener);
}

export function takingBack(what: TakeBack, signal = never): Work {
  return async (box) =>
    withSession(
      await realEnvironment(box),
      () => {},
      (session) => takeBack(session, what, signal),
    );
}

/** What every run does first. */
export const recovering: Work = async (box) => withSession(await realEnvironment(box), () => {}, recover);

/** The proof is left out: nobody listens in memory, and it changes nothing. */
async function run(
  box: MemoryHost,
  verb: "apply" | "rotate",
  answers: (installation: Installation) => Answers,
  { onEvent = () => {}, signal = never }: Listener,
): Promise<void> {
  const environment = await realEnvironment(box);
  await change({
    environment,
    verb,
    signal,
    onEvent,
    decide: async ({ kind }) => (kind === "Verify" ? "keep" : "take-back"),
    plan: async (installation) => {
      const wanted = answers(installation as Installation);
      const observed = await observe(readOnly(environment), wanted, installation, { verb });
      const { problems, drift } = observed.plan;
      if (problems.length + drift.length > 0) throw new Error(JSON.stringify({ problems, drift }));
      return observed;
    },
  });
}
