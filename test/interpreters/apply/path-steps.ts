import { createDirectory, editFile, removeFile, symlink, writeFile } from "../../../src/core/build-step.ts";
import type { Step } from "../../../src/core/step.ts";
import { emptyBox } from "../../helpers/facts.ts";

const why = "for the test";

/** One step of each kind that changes paths, on a box that has the proxy's files. */
export function pathSteps({ site, there }: Readonly<Record<"site" | "there", string>>): readonly Step[] {
  return [
    createDirectory(emptyBox, { path: "/etc/proxy/new", mode: 0o700, why }),
    writeFile(emptyBox, { path: "/etc/proxy/new/site.conf", content: site, mode: 0o644, why }),
    writeFile(emptyBox, { path: "/etc/proxy/there.conf", content: there, mode: 0o600, why }),
    symlink(emptyBox, { path: "/etc/proxy/link.conf", target: "new/site.conf", why }),
    removeFile(emptyBox, { path: "/etc/proxy/default.conf", why }, true),
    editFile(emptyBox, {
      path: "/etc/proxy/main.conf",
      edits: [
        { find: "^connections (\\d+)$", line: "connections 20480", atLeast: 20_480, insertAfter: "^user" },
      ],
      why,
    }),
  ];
}
