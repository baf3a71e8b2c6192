import { editFile, writeFile } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import type { Step } from "../../core/step.ts";
import { linkedFiles } from "../common-obstacles.ts";
import { oneHostForAll } from "../one-host-for-all.ts";
import type { ProxyInput, ProxyPlan } from "../proxy.ts";
import { configTestOf } from "./config-test.ts";
import { haproxyFacts } from "./haproxy-facts.ts";
import { limiterScript } from "./limiter.ts";
import { roomEdits } from "./make-room.ts";
import { obstacles } from "./obstacles.ts";
import { pageResponse } from "./page-response.ts";
import { marks, places } from "./places.ts";
import { renderSite } from "./render.ts";
import { countsHandshakes } from "./render-limits.ts";
import type { Site } from "./site.ts";
import { siteOf } from "./site-of.ts";

/** From what is wanted and what is there to HAProxy's files. Pure. */
export function planHaproxy(input: ProxyInput): ProxyPlan {
  const { answers, facts, page } = input;
  const site = siteOf(input);
  const ports = [...(site.http === undefined ? [] : [site.http.port]), 443];
  const steps = stepsOf(site, facts, page);
  return {
    steps,
    problems: [...obstacles(answers, facts, ports), ...linkedFiles(steps, facts)],
    warnings: [...oneHostForAll("HAProxy", answers), ...hardStop(facts), ...manyProcesses(facts)],
    refusesUnknownNames: true,
    configTest: configTestOf(haproxyFacts(facts).more),
  };
}

function stepsOf(site: Site, facts: Facts, page: string | undefined): readonly Step[] {
  const served = site.https !== undefined;
  return [
    ...(served && countsHandshakes(site.limits)
      ? [
          writeFile(facts, {
            path: places.handshakes,
            content: limiterScript,
            mode: 0o644,
            why: "It counts WebSocket handshakes of each address, exactly as the limits say.",
          }),
        ]
      : []),
    ...(served && page !== undefined
      ? [
          writeFile(facts, {
            path: places.page,
            content: pageResponse(page),
            mode: 0o644,
            why: "HAProxy shows a browser this response where the backend has nothing for it.",
          }),
        ]
      : []),
    editFile(facts, {
      path: places.main,
      edits: [...roomEdits(haproxyFacts(facts)), { marks, block: renderSite(site) }],
      why: "The endpoint itself stands at the end of the file, between two marks; your sections stay as they are.",
    }),
  ];
}

function hardStop(facts: Facts): readonly Warning[] {
  const { hardStopAfter } = haproxyFacts(facts).global;
  if (hardStopAfter === undefined) return [];
  return [
    {
      id: "hard-stop-after",
      text: `Your global section has "hard-stop-after ${hardStopAfter}": so long after each reload, a renewal of the certificate among them, WebSockets of before it are closed.`,
      next: `editor ${places.main}`,
    },
  ];
}

function manyProcesses(facts: Facts): readonly Warning[] {
  const { processes } = haproxyFacts(facts).global;
  if (processes === undefined) return [];
  return [
    {
      id: "many-processes",
      text: `Your global section has "nbproc ${processes}": each process counts for itself, so an address may have ${processes} times what the limits say.`,
      next: `editor ${places.main}`,
    },
  ];
}
