import { planCopies, renewedCopies } from "./certificates/copies/plan.ts";
import { sourceById } from "./certificates/index.ts";
import type { CertificateSource } from "./certificates/source.ts";
import type { Answers } from "./core/answers.ts";
import type { Facts } from "./core/facts.ts";
import type { Warning } from "./core/finding.ts";
import { pageFile } from "./core/landing-page.ts";
import type { Planners } from "./core/plan.ts";
import { planDhParam } from "./dhparam/plan.ts";
import type { Environment } from "./environment.ts";
import { planFirewall } from "./firewalls/index.ts";
import { landingPageSteps } from "./landing-page/plan.ts";
import { platformSupport } from "./platforms/index.ts";
import { proxyById } from "./proxies/index.ts";

/** Picks the plug-ins that the answers name and binds them to what was seen. */
export function plannersFor(
  { proxies, sources, services, ports }: Pick<Environment, "proxies" | "sources" | "services" | "ports">,
  answers: Answers,
  facts: Facts,
  mayRestart = false,
): Planners {
  const source = sourceById(answers.certificate.source, sources);
  const proxy = proxyById(answers.proxy, proxies);
  const { packages = proxy.packages, configTest = proxy.configTest } = proxy.plan({ answers, facts });
  const serving = {
    ...(proxy.reloadTests ? {} : { test: configTest }),
    reload: services.reloadCommand(proxy.unit),
    httpPort: ports.http,
    ...renewedCopies(proxy.copies ?? []),
    ...(proxy.challenges === undefined ? {} : { challenges: proxy.challenges }),
  };
  const landingPage = landingPageSteps(answers, facts);
  const page = landingPage.find((step) => step.kind === "WriteFile" && step.path === pageFile);
  const input = { answers, facts, ...(page?.kind === "WriteFile" ? { page: page.content } : {}) };
  const needed = source.plan({ answers, facts, rotate: false, serving }).packages ?? source.packages;
  return {
    platform: platformFindings(facts),
    packages: [
      {
        id: "packages",
        title: proxy.title,
        names: packages,
        units: proxy.packages.length === 0 ? [] : [proxy.unit],
      },
      { id: "packages:certificate", title: source.title, names: needed, units: [] },
    ],
    certificate: (rotate) => {
      const plan = source.plan({ answers, facts, rotate, serving });
      return { ...plan, warnings: [...plan.warnings, ...farewells(sources, source, facts)] };
    },
    ...servedPair(sources, facts),
    copies: (pair, changes) => planCopies(facts, proxy.copies ?? [], pair, changes),
    kept: sources.flatMap(({ keeps }) => keeps ?? []),
    dhparam: () => planDhParam(answers, facts),
    landingPage: () => landingPage,
    proxy: {
      id: proxy.id,
      title: proxy.title,
      unit: proxy.unit,
      ...(proxy.errorLog === undefined ? {} : { errorLog: proxy.errorLog }),
      configTest,
      ...(proxy.workers === undefined ? {} : { workers: proxy.workers }),
      plan: (certificate) => proxy.plan({ ...input, ...(certificate && { certificate }) }),
    },
    mayRestart,
    firewall: (ports) => planFirewall(answers.firewall, ports, facts),
  };
}

/** What an earlier run made the proxy serve, as long as it is there. */
function servedPair(sources: Environment["sources"], facts: Facts): Pick<Planners, "served"> {
  const before = facts.installation?.answers;
  const served = sources.find(({ id }) => id === before?.certificate.source);
  if (before === undefined || served === undefined) return {};
  const pair = served.pair(before);
  return facts.certificates[pair.certificateFile] === undefined ? {} : { served: pair };
}

/** What the source of an earlier run leaves behind. */
function farewells(
  sources: Environment["sources"],
  source: CertificateSource,
  { installation }: Facts,
): readonly Warning[] {
  const before = sources.find(({ id }) => id === installation?.answers.certificate.source);
  return before?.farewell === undefined || before === source ? [] : [before.farewell];
}

function platformFindings(facts: Facts): Planners["platform"] {
  const support = platformSupport(facts.platform);
  if (support.supported) return { problems: [], warnings: support.warnings };
  return { problems: [{ text: support.reason }], warnings: [] };
}
