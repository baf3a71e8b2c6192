const servicePorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Whether a zone lets strangers in on a TCP port. Pure; `lines` are those of `firewall-cmd --list-all`. */
export function zoneLetsIn(lines: readonly string[], port: number): boolean {
  if (values(lines, "target")[0] === "ACCEPT") return true;
  if (values(lines, "services").some((service) => servicePorts[service] === port)) return true;
  return values(lines, "ports").some((entry) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?\/tcp$/.exec(entry) ?? [];
    return first !== undefined && port >= Number(first) && port <= Number(last);
  });
}

function values(lines: readonly string[], key: string): readonly string[] {
  const line = lines.find((text) => text.trimStart().startsWith(`${key}:`)) ?? "";
  return line
    .slice(line.indexOf(":") + 1)
    .split(/\s+/)
    .filter((value) => value !== "");
}
