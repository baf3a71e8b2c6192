import { editFile } from "./build-step.ts";
import type { Facts, Installation, OwnedPath, OwnedPort } from "./facts.ts";
import type { UnitState } from "./journal.ts";
import type { ClosePort, EditFile, RestoreFile, Service, Step } from "./step.ts";

/** What earlier runs left and this plan does not want any more. */
export interface StaleSteps {
  readonly paths: readonly (RestoreFile | EditFile)[];
  readonly units: readonly Service[];
  readonly ports: readonly ClosePort[];
}

/**
 * Steps that take back whatever of ours the wanted steps do not mention.
 * @param unit the proxy's
 * @param kept paths that stay, with all that is below them
 */
export function staleSteps(
  facts: Facts,
  wanted: readonly Step[],
  unit: string,
  kept: readonly string[],
): StaleSteps {
  const installation = facts.installation;
  if (installation === undefined) return { paths: [], units: [], ports: [] };
  const owned = Object.keys(installation.paths);
  const staying = owned.filter((path) => kept.some((each) => path === each || path.startsWith(`${each}/`)));
  const mentioned = new Set([...wanted.flatMap(pathsOf), ...staying]);
  const units = new Set([unit, ...wanted.flatMap((step) => (step.kind === "Service" ? [step.unit] : []))]);
  const ports = new Set(wanted.map((step) => step.id));
  return {
    paths: stalePaths(facts, installation, mentioned).map(([path, owned]) => goBack(facts, path, owned)),
    units: Object.entries(installation.units)
      .filter(([name]) => !units.has(name) && facts.units[name]?.loaded === true)
      .flatMap(([name, before]) => stop(facts, name, before)),
    ports: installation.ports.filter((owned) => !ports.has(portId(owned))).map(closePort),
  };
}

/** The deepest first, so that a folder is empty before its turn; one that will not be empty is left to whoever uses it. */
function stalePaths(
  { files }: Facts,
  { paths }: Installation,
  mentioned: ReadonlySet<string>,
): readonly (readonly [string, OwnedPath])[] {
  const going = new Set<string>();
  return Object.entries(paths)
    .filter(([path, owned]) => !mentioned.has(path) && !isGone(path, owned, files))
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .filter(([path, { before }]) => {
      const there = files[path];
      const names = there?.kind === "directory" && before.kind === "absent" ? (there.names ?? []) : [];
      if (!names.every((name) => going.has(`${path}/${name}`))) return false;
      going.add(path);
      return true;
    });
}

/**
 * The operator took it away since, or purged the package that had its folder: there is nothing of ours to take back, and
 * nobody asked for what was before.
 */
function isGone(path: string, { after }: OwnedPath, files: Facts["files"]): boolean {
  if (files[path]?.kind !== "absent") return false;
  return after.kind !== "absent" || files[folderOf(path)]?.kind === "absent";
}

/** The folder that a path is in. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

/** Every path that a step writes or removes. */
export function pathsOf(step: Step): readonly string[] {
  if ("path" in step) return [step.path];
  // What an authority's program fetches is its own affair.
  if (step.kind !== "IssueCertificate" || step.order !== undefined) return [];
  const { authority } = step;
  return [
    step.certificateFile,
    step.keyFile,
    ...(authority?.create === true
      ? [authority.certificateFile, authority.keyFile, ...authority.exports.map(({ path }) => path)]
      : []),
    ...(authority?.setAside === undefined ? [] : Object.values(authority.setAside)),
  ];
}

/** Where other hands edited a file too, our edits alone are taken out of it. */
function goBack(facts: Facts, path: string, { before, after, reverse }: OwnedPath): RestoreFile | EditFile {
  const there = facts.files[path];
  const edited = there?.kind === "file" && after.kind === "file" && there.sha256 !== after.sha256;
  if (!edited || reverse === undefined) return restore(path, before);
  return editFile(facts, {
    path,
    edits: reverse,
    givesBack: true,
    why: "What we wrote into it is not needed any more.",
  });
}

function restore(path: string, before: RestoreFile["before"]): RestoreFile {
  return {
    kind: "RestoreFile",
    id: `file:${path}`,
    title: path,
    why: before.kind === "absent" ? "Nothing needs it any more." : "It goes back to what was there before.",
    action: before.kind === "absent" ? "delete" : "update",
    undo: "exact",
    path,
    before,
  };
}

function stop(facts: Facts, unit: string, before: UnitState): readonly Service[] {
  const now = facts.units[unit];
  const stays = (now?.active !== true || before.active) && (now?.enabled !== true || before.enabled);
  if (stays) return [];
  return [
    {
      kind: "Service",
      id: `service:${unit}`,
      title: `${unit}: stop, now and at boot`,
      why: "Nothing needs it any more.",
      action: "delete",
      undo: "exact",
      unit,
      enable: before.enabled,
      want: "stopped",
    },
  ];
}

/** As the step that opens it is called, in whichever zone. */
function portId({ manager, family, port }: OwnedPort): string {
  return `port:${manager}:${family === undefined ? "" : `v${family}:`}${port}`;
}

function closePort(owned: OwnedPort): ClosePort {
  const { manager, port, family, zone } = owned;
  const inManager = `in ${manager}${zone === undefined ? "" : `, zone ${zone}`}`;
  return {
    kind: "ClosePort",
    id: `${portId(owned)}${zone === undefined ? "" : `:${zone}`}`,
    title: `port ${port}/tcp ${family === undefined ? inManager : `over IPv${family}`}`,
    why: "Nothing needs it any more.",
    action: "delete",
    undo: "exact",
    ...owned,
  };
}
