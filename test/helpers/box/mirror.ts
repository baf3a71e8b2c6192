import { command } from "./command.ts";

/**
 * The apt source lines for a suite, from the Debian mirrors this machine itself uses. Empty on a machine that has none
 * (an Ubuntu): mmdebstrap then takes Debian's own.
 */
export async function mirrorOf(suite: string): Promise<readonly string[]> {
  const format = "$(ORIGIN)|$(LABEL)|$(REPO_URI)";
  const { stdout } = await command(["apt-get", "indextargets", "--format", format, "Created-By: Packages"]);
  const uriOf = (label: string) =>
    stdout
      .split("\n")
      .map((line) => line.split("|"))
      .find((fields) => fields[0] === "Debian" && fields[1] === label)?.[2];
  const archive = uriOf("Debian");
  if (archive === undefined) return [];
  const security = uriOf("Debian-Security");
  const updates = `deb ${archive} ${suite}-updates main`;
  const secured = security === undefined ? [] : [`deb ${security} ${suite}-security main`];
  return [`deb ${archive} ${suite} main`, updates, ...secured];
}
