import type { Box } from "../../helpers/box/box.ts";
import { until } from "../../helpers/box/machine.ts";

const program = "/usr/bin/dpkg-deb";
const kept = "/srv/dpkg-deb";
const reached = "/run/amid";

/**
 * Makes dpkg stop amid a package while the work is done: its files are unpacked and dpkg knows none of them yet; or, before
 * that, it has marked the package as broken and asks for its files. The work ends the dpkg, and the `sleep` that holds it.
 */
export async function whileDpkgStops(
  box: Box,
  place: "files unpacked" | "files asked for",
  work: (amid: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await box.run(["mv", program, kept]);
  const script = [
    "#!/bin/sh",
    ...(place === "files unpacked" ? [`${kept} "$@" || exit`] : []),
    `case "$1" in --fsys-tarfile) touch ${reached}; exec sleep infinity ;; esac`,
    ...(place === "files asked for" ? [`exec ${kept} "$@"`] : []),
    "",
  ];
  await box.writeFile(program, script.join("\n"), "0755");
  await work(async () => {
    await until("dpkg amid a package", async () =>
      (await box.exec(["test", "-e", reached])).code === 0 ? true : undefined,
    );
  });
  await box.run(["mv", kept, program]);
}
