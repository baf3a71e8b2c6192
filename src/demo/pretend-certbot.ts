import type { Host, RunResult } from "../host/host.ts";
import { type LineageFiles, PretendAuthority } from "./pretend-authority.ts";

/** New enough for every question that the guide asks, certificates for addresses included. */
export const certbotVersion = "5.5.0";

const folder = "/etc/letsencrypt";
const kinds = ["cert", "chain", "fullchain", "privkey"] as const;
const farewell =
  "This certbot pretends: a pretend authority of the demo's own signs, and nobody outside is asked.";

/** Where the n-th pair of a lineage is, and the link to it, as certbot(1) lays them out. */
interface Places {
  readonly live: string;
  readonly archive: string;
  readonly renewal: string;
}

/**
 * A certbot(1) that asks nobody: enough of it to order a certificate into the box's /etc/letsencrypt, to try a renewal
 * and to delete a lineage.
 */
export class PretendCertbot {
  readonly #authority = new PretendAuthority();
  readonly #onChange: (argv: readonly string[]) => void;

  /** @param onChange hears of each command that would have changed a real box */
  constructor(onChange: (argv: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  async run([program = "", verb = "", ...args]: readonly string[], host: Host): Promise<RunResult> {
    if (verb === "--version") return said(`certbot ${certbotVersion}`);
    const name = flag(args, "--cert-name") ?? "";
    const places = placesOf(name);
    const known = (await host.stat(places.renewal)) !== undefined;
    if (verb === "certonly") {
      if (!known && (await host.stat(places.live)) !== undefined)
        return failed(`live directory exists for ${name}`);
      this.#onChange([program, verb, ...args]);
      return await this.#order(args, places, host);
    }
    if (!known) return failed(`No certificate found with name ${name}`);
    if (verb === "renew" && args.includes("--dry-run")) {
      return said(
        `Congratulations, all simulated renewals succeeded: ${places.live}/fullchain.pem`,
        farewell,
      );
    }
    if (verb !== "delete") return failed(`certbot: the demo's certbot does not know ${verb}`);
    this.#onChange([program, verb, ...args]);
    for (const path of [places.renewal, places.live, places.archive]) await removeTree(host, path);
    return said(`Deleted all files relating to certificate ${name}.`);
  }

  async #order(args: readonly string[], places: Places, host: Host): Promise<RunResult> {
    const files = await this.#authority.order({
      names: [...flags(args, "--domain"), ...flags(args, "--ip-address")],
      key: flag(args, "--key-type") === "rsa" ? "rsa" : "ecdsa",
      shortlived: flag(args, "--preferred-profile") === "shortlived",
      now: host.now(),
    });
    for (const path of [folder, `${folder}/accounts`, `${folder}/archive`, `${folder}/live`]) {
      await host.makeDirectory(path, { mode: path === folder ? 0o755 : 0o700 });
    }
    await host.makeDirectory(`${folder}/renewal`, { mode: 0o755 });
    // As certbot does: the file is there first, and gets its text when all is done.
    if ((await host.stat(places.renewal)) === undefined)
      await host.writeFile(places.renewal, "", { mode: 0o644 });
    for (const path of [places.archive, places.live]) await host.makeDirectory(path, { mode: 0o755 });
    await keep(host, files, places);
    await host.writeFile(places.renewal, renewalOf(args, places), { mode: 0o644 });
    return said(
      "Successfully received certificate.",
      `Certificate is saved at: ${places.live}/fullchain.pem`,
      farewell,
    );
  }
}

/** Beside the earlier ones in the archive; the links lead to the newest. */
async function keep(host: Host, files: LineageFiles, { archive, live }: Places): Promise<void> {
  const earlier = (await host.list(archive)).filter((name) => name.startsWith("privkey"));
  const number = earlier.length + 1;
  for (const kind of kinds) {
    const mode = kind === "privkey" ? 0o600 : 0o644;
    await host.writeFile(`${archive}/${kind}${number}.pem`, files[kind], { mode });
  }
  const [, , , , lineage] = archive.split("/");
  for (const kind of kinds) {
    await host.symlink(`../../archive/${lineage}/${kind}${number}.pem`, `${live}/${kind}.pem`);
  }
}

/** How it would be renewed, in the form of certbot's own file. */
function renewalOf(args: readonly string[], { archive, live }: Places): string {
  const port = flag(args, "--http-01-port");
  const webroot = flag(args, "--webroot-path");
  return [
    `version = ${certbotVersion}`,
    `archive_dir = ${archive}`,
    ...kinds.map((kind) => `${kind} = ${live}/${kind}.pem`),
    "[renewalparams]",
    `authenticator = ${webroot === undefined ? "standalone" : "webroot"}`,
    ...(webroot === undefined ? [] : [`webroot_path = ${webroot},`]),
    ...(port === undefined ? [] : [`http01_port = ${port}`]),
    `server = ${flag(args, "--server")}`,
    `key_type = ${flag(args, "--key-type")}`,
    "",
  ].join("\n");
}

function placesOf(name: string): Places {
  return {
    live: `${folder}/live/${name}`,
    archive: `${folder}/archive/${name}`,
    renewal: `${folder}/renewal/${name}.conf`,
  };
}

/** Every value that is given for an option, as in `--domain=a.example`. */
function flags(args: readonly string[], option: string): readonly string[] {
  return args.filter((arg) => arg.startsWith(`${option}=`)).map((arg) => arg.slice(option.length + 1));
}

function flag(args: readonly string[], option: string): string | undefined {
  return flags(args, option)[0];
}

async function removeTree(host: Host, path: string): Promise<void> {
  if ((await host.stat(path))?.kind === "directory") {
    for (const name of await host.list(path)) await removeTree(host, `${path}/${name}`);
  }
  await host.remove(path);
}

function said(...lines: readonly string[]): RunResult {
  return { code: 0, stdout: `${lines.join("\n")}\n`, stderr: "" };
}

function failed(line: string): RunResult {
  return { code: 1, stdout: "", stderr: `${line}\n` };
}
