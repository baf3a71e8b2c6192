import type { core } from "zod";
import { unknownKey } from "./unknown-key.ts";

type Issue = core.$ZodIssue;

/** A field that cannot be used, and why. */
export interface BrokenField {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What to tell of everything that the schema found: an unknown key first, for it explains a missing one. */
export function mainIssue(issues: readonly Issue[], raw: unknown): BrokenField {
  const flat = issues.map((issue) => innermost(issue));
  const issue = flat.find(({ code }) => code === "unrecognized_keys") ?? flat[0];
  if (issue === undefined) throw new Error("a refusal without a reason");
  if (issue.code !== "unrecognized_keys") return issue;
  const key = issue.keys[0] ?? "";
  return { path: [...issue.path, key], message: unknownKey(issue.path.join("."), key, sourceOf(raw)) };
}

/** Of the ways to write a field, the one that was meant: it fails within, or with words of its own; else the first. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const ways = issue.errors.map((way) => way[0]).filter((first) => first !== undefined);
  const meant = ways.find(
    (first) => first.path.length > 0 || !(first.code === "invalid_type" || first.code === "invalid_value"),
  );
  const inner = meant ?? ways[0];
  return inner === undefined ? issue : innermost({ ...inner, path: [...issue.path, ...inner.path] });
}

/** The certificate source that the answers name, or the default. */
function sourceOf(raw: unknown): string {
  const certificate = property(raw, "certificate");
  const source = property(certificate, "source");
  return typeof source === "string" ? source : "self-signed";
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
