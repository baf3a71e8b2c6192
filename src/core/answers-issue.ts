import type { core } from "zod";
import { fieldName, type GivenFlags } from "./field-name.ts";
import { unknownKey } from "./unknown-key.ts";

type Issue = core.$ZodIssue;

/** The one line to tell of everything that the schema found: an unknown key first, for it explains a missing one. */
export function issueLine(issues: readonly Issue[], raw: unknown, given: GivenFlags): string {
  const flat = issues.map((issue) => innermost(issue));
  const issue = flat.find(({ code }) => code === "unrecognized_keys") ?? flat[0];
  if (issue === undefined) throw new Error("a refusal without a reason");
  if (issue.code !== "unrecognized_keys") return line(issue.path, issue.message, given);
  const key = issue.keys[0] ?? "";
  return line([...issue.path, key], unknownKey(issue.path.join("."), key, sourceOf(raw)), given);
}

function line(path: readonly PropertyKey[], message: string, given: GivenFlags): string {
  return path.length === 0 ? `the answers: ${message}` : `${fieldName(path, given)}: ${message}`;
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
