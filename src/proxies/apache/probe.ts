import { systemRoots } from "../../core/backend-trust.ts";
import type { Host } from "../../host/host.ts";
import { isAsShipped } from "../as-shipped.ts";
import { servesWelcomePageAlone } from "../welcome-page.ts";
import type { ApacheFacts, OtherHost } from "./apache-facts.ts";
import { listensOf, roomOf } from "./effective.ts";
import { places } from "./places.ts";
import { type Located, readConfiguration } from "./read-configuration.ts";
import { foreignAddresses, networkOfItsOwn, trialStart } from "./trial-start.ts";
import { virtualHosts, writtenHosts } from "./virtual-hosts.ts";

const timeout = 30_000;

/** Looks at Apache and at what the operator serves with it; changes nothing. */
export async function probeApache(host: Host): Promise<ApacheFacts> {
  const built = await host.run(["apache2ctl", "-V"], { timeout });
  const version = /Apache\/(\d+(?:\.\d+)+)/.exec(built.stdout)?.[1];
  const defaultSite = (await host.stat(places.defaultLink)) !== undefined;
  const stockDefaultSite =
    defaultSite &&
    (await isAsShipped(host, places.defaultLink, ["apache2"], places.defaultSite)) &&
    (await servesWelcomePageAlone(host));
  const shared = {
    defaultSite,
    stockDefaultSite,
    trustStore: (await host.stat(systemRoots)) !== undefined,
    links: await linksIn(host, places.modules),
  };
  if (version === undefined) {
    return { ...shared, ...freshInstall, canTry: await canTry(host, freshInstall.listens) };
  }
  const mpm = /^Server MPM:\s+(\S+)/m.exec(built.stdout)?.[1];
  const openssl = await opensslOf(host);
  const modules = modulesIn((await host.run(["apache2ctl", "-M"], { timeout })).stdout);
  const said = await host.run(["apache2ctl", "-S"], { timeout });
  const configuration = await readWhatIsThere(host);
  const linked = Object.keys(shared.links).map((name) => name.replace(/\.load$/, ""));
  // What ours brings loads Debian's own `Listen 443` too.
  const soon = [...(modules.length === 0 ? linked : modules), "ssl"];
  const listens = configuration === undefined ? freshInstall.listens : listensOf(configuration, soon);
  const hosts = said.code === 0 ? virtualHosts(said.stdout) : writtenHosts(configuration ?? [], soon);
  const tries = await canTry(host, listens);
  const failure = await faultOf(host, tries);
  return {
    version,
    ...(openssl === undefined ? {} : { openssl }),
    ...(mpm === undefined ? {} : { mpm }),
    ...(modules.length === 0 ? {} : { modules }),
    ...shared,
    hosts: hosts.filter((each) => isOperators(each, stockDefaultSite)),
    listens,
    canTry: tries,
    room: configuration === undefined ? {} : roomOf(configuration, soon),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** As Debian's package comes. */
const freshInstall = {
  hosts: [],
  listens: [
    { address: "*", port: 80 },
    { address: "*", port: 443 },
  ],
  room: {},
};

async function linksIn(host: Host, folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const name of await host.list(folder)) {
    const target = (await host.stat(`${folder}/${name}`))?.target;
    if (target !== undefined) found[name] = target;
  }
  return found;
}

/** The library's package says which one its TLS module is linked with. */
async function opensslOf(host: Host): Promise<string | undefined> {
  const packages = ["libssl3t64", "libssl3", "libssl1.1"];
  const { stdout } = await host.run([
    "dpkg-query",
    "-W",
    "-f=${db:Status-Status} ${Version}\\n",
    ...packages,
  ]);
  return /^installed (\d+(?:\.\d+)+)/m.exec(stdout)?.[1];
}

/** Whether a trial start can be made here, of an Apache that listens so. */
async function canTry(host: Host, listens: ApacheFacts["listens"]): Promise<boolean> {
  const command = listens.every(({ address }) => address === "*") ? networkOfItsOwn : foreignAddresses;
  return (await host.run(command, { timeout })).code === 0;
}

/** What Apache says against its configuration: its own test, and a trial start where one can be made. */
async function faultOf(host: Host, tries: boolean): Promise<string | undefined> {
  const test = await host.run(["apache2ctl", "-t"], { timeout });
  if (test.code !== 0) return faultIn(test.stderr) ?? "apache2ctl -t failed";
  if (!tries) return undefined;
  const trial = await host.run(trialStart, { timeout });
  return trial.code === 0 ? undefined : (faultIn(`${trial.stdout}${trial.stderr}`) ?? "it does not start");
}

/** The lines that say why, without times and warnings. */
function faultIn(said: string): string | undefined {
  const lines = said
    .split("\n")
    .map((line) => line.replace(/^\[[^\]]*\] (?=\[)/, "").trim())
    .filter(
      (line) =>
        !/^$|AH00558|^sysctl:|^Setting ulimit|:(?:warn|notice|info)\]|^Action '|^The Apache error log|^AH00016/.test(
          line,
        ),
    );
  return lines.length === 0 ? undefined : lines.slice(0, 3).join(" ");
}

function modulesIn(said: string): readonly string[] {
  return [...said.matchAll(/^ (\S+)_module \(/gm)].map(([, name = ""]) => name);
}

/** Apache's own test tells of faults; what we cannot read is not known, and no reason to stop. */
async function readWhatIsThere(host: Host): Promise<readonly Located[] | undefined> {
  try {
    return await readConfiguration(host);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function isOperators({ file }: OtherHost, stockDefaultSite: boolean): boolean {
  if (file === places.link || file === places.lateLink) return false;
  return !(stockDefaultSite && file === places.defaultLink);
}
