import type { Answers } from "../core/answers.ts";
import { createDirectory, writeFile } from "../core/build-step.ts";
import type { BackendFacts, Facts } from "../core/facts.ts";
import { landingPageIsOn, pageFile } from "../core/landing-page.ts";
import { publicFolder } from "../core/paths.ts";
import type { Step } from "../core/step.ts";
import { type PageBackend, readBackend, renderPage } from "./page.ts";

/** The origin of polkadot.js apps. */
const apps = "https://polkadot.js.org";

/** The page that tests the connection, where it is wanted. Pure. */
export function landingPageSteps(answers: Answers, facts: Facts): readonly Step[] {
  if (!landingPageIsOn(answers)) return [];
  const [name = ""] = answers.names;
  const content = renderPage({
    name,
    source: answers.certificate.source,
    backend: backendOf(answers, facts),
    apps: answers.origins === "any" || answers.origins.includes(apps),
  });
  return [
    createDirectory(facts, {
      path: publicFolder,
      mode: 0o755,
      why: "What everybody may see of this endpoint lies here, apart from everything else.",
    }),
    writeFile(facts, {
      path: pageFile,
      content,
      mode: 0o644,
      why: "Whoever opens the endpoint in a browser sees whether the connection works.",
    }),
  ];
}

/**
 * What all backends are. One that is down, or too busy to tell what it is, is no reason for another page: then what the
 * page says already of the same backends stays.
 */
function backendOf({ backend }: Answers, { backends, files, installation }: Facts): PageBackend {
  const told = backend.flatMap((url) => backends[url] ?? []).filter(tellsWhatItIs);
  const [first, ...others] = told.map(pageBackend);
  if (first !== undefined) {
    const alike = others.every(({ kind, protocol }) => kind === first.kind && protocol === first.protocol);
    return alike ? first : unknown;
  }
  const there = files[pageFile];
  const same = installation?.answers.backend.join() === backend.join();
  return (same && there?.kind === "file" ? readBackend(there.text ?? "") : undefined) ?? unknown;
}

/** Opens WebSockets, and more is not known. */
const unknown: PageBackend = { kind: "websocket" };

function tellsWhatItIs({ kind, subprotocol }: BackendFacts): boolean {
  return subprotocol !== undefined || (kind !== "none" && kind !== "websocket");
}

function pageBackend({ kind, subprotocol: protocol }: BackendFacts): PageBackend {
  return { kind, ...(protocol === undefined ? {} : { protocol }) };
}
