import { apacheString } from "./apache-string.ts";
import { backendUrl, callOptions, type Scheme } from "./backend-url.ts";
import { asksForWebSocket } from "./conditions.ts";
import type { Site, SiteHttps } from "./site.ts";

/** Several backends; every line indented. */
export function renderBalancer(site: Site, https: SiteHttps): string {
  const schemes: readonly Scheme[] = https.passesUpgrades ? ["http"] : ["ws", "http"];
  const groups = schemes.map((scheme) => renderGroups(site, https, scheme)).join("");
  const reverse = site.backends.map(
    (backend) => `    ProxyPassReverse / ${apacheString(`${backendUrl(backend)}/`)}\n`,
  );
  const why = site.sticky
    ? "A client stays with one of them, by its address; another stands in while that one does not answer."
    : "A request goes where the fewest are open; a backend that does not answer rests for 10 s.";
  return `    # The backends. ${why}\n${groups}${schemes.map((scheme) => renderWay(site, scheme)).join("")}${reverse.join("")}`;
}

/** One group, or one for each backend that clients are bound to. */
function renderGroups(site: Site, https: SiteHttps, scheme: Scheme): string {
  const options = callOptions(site, https);
  const bounds = site.sticky ? site.backends.map((_, index) => index) : [undefined];
  return bounds
    .map((bound) => {
      const members = site.backends.map((backend, index) => {
        const standIn = bound !== undefined && index !== bound ? " status=+H" : "";
        const url = apacheString(backendUrl(backend, scheme));
        return `        BalancerMember ${url} retry=10 ${options}${standIn}\n`;
      });
      return `    <Proxy ${groupUrl(scheme, bound)}>\n${members.join("")}        ProxySet lbmethod=bybusyness\n    </Proxy>\n`;
    })
    .join("");
}

function renderWay({ backends, sticky, page }: Site, scheme: Scheme): string {
  const asks = scheme === "ws" ? asksForWebSocket : "";
  const to = (bound?: number) => `    RewriteRule "^(/.*)$" "${groupUrl(scheme, bound)}$1" [P,L]\n`;
  if (!sticky) return scheme === "ws" ? `${asks}${to()}` : `    ProxyPass / ${groupUrl(scheme)}/ nocanon\n`;
  // The hash of the address is cut into as many parts as there are backends.
  const digits = hexNumbers(backends.length <= 16 ? 1 : 2);
  const spared = page === undefined ? "" : '    RewriteRule "^/\\.wss-setup/" "-" [L]\n';
  const rules = backends.map((_, index) => {
    const own = digits.filter((_digit, at) => at % backends.length === index).join("|");
    return `${asks}    RewriteCond expr "md5(%{CONN_REMOTE_ADDR}) =~ /^(?:${own})/"\n${to(index)}`;
  });
  return `${spared}${rules.join("")}`;
}

function groupUrl(scheme: Scheme, bound?: number): string {
  return `balancer://wss-setup${scheme === "ws" ? "-ws" : ""}${bound === undefined ? "" : `-${bound}`}`;
}

function hexNumbers(length: 1 | 2): readonly string[] {
  return Array.from({ length: 16 ** length }, (_, number) => number.toString(16).padStart(length, "0"));
}
