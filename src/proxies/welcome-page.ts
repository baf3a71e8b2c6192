import type { Host } from "../host/host.ts";

/** What Debian's default sites of Apache and nginx both serve. */
const root = "/var/www/html";

/** Each page that a package puts there, and where it keeps its own copy. */
const originals: Readonly<Record<string, string>> = {
  "index.html": "/usr/share/apache2/default-site/index.html",
  "index.nginx-debian.html": "/usr/share/nginx/html/index.html",
};

/** Whether a default site as it was shipped shows the distribution's page and nothing of the operator's. Read-only. */
export async function servesWelcomePageAlone(host: Host): Promise<boolean> {
  for (const name of await host.list(root)) {
    const original = Object.hasOwn(originals, name) ? originals[name] : undefined;
    if (original === undefined) return false;
    const [there, shipped] = [await host.readFile(`${root}/${name}`), await host.readFile(original)];
    if (there === undefined || shipped === undefined || !there.equals(shipped)) return false;
  }
  return true;
}
