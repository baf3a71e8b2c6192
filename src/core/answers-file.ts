import { type Document, type ErrorCode, isMap, isNode, parseDocument, stringify, visit } from "yaml";
import type { Answers } from "./answers.ts";
import { formatDuration } from "./duration.ts";
import { type Failure, invalidInput } from "./errors.ts";
import { show } from "./validate/show.ts";

/** Largest answers file, in characters. */
const largest = 256 * 1024;

/** In place of the parser's own words where those speak to programmers, or repeat what stands in the file. */
const plainWords: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_COLLECTION_TYPE: "tags (!) are not taken.",
  BAD_DIRECTIVE: "directives (%) are not taken.",
  BAD_DQ_ESCAPE:
    "behind this \\ in double quotes stands nothing that is known; single quotes take it as it is.",
  BAD_SCALAR_START: "a text that begins with this sign needs quotes.",
  DUPLICATE_KEY: "this field is there twice.",
  MULTIPLE_DOCS: "a second document begins here; there may be only one.",
  RESOURCE_EXHAUSTION: "nested too deep.",
  TAG_RESOLVE_FAILED: "tags (!) are not taken.",
  UNEXPECTED_TOKEN: "this does not belong here.",
};

/**
 * Raw answers from the text of a YAML or JSON file, for `applyFlags` and `parseAnswers`. Throws `invalidInput`
 * with file, line and column. What stands in the file is never repeated: it may be a key by mistake.
 */
export function parseAnswersText(text: string, file: string): unknown {
  const fail = (offset: number, what: string) =>
    invalidInput(`${show(file)}: ${position(text, offset)}: ${what}`);
  if (text.length > largest)
    throw invalidInput(`${show(file)}: too large for an answers file; at most 256 KiB.`);
  const strange = text.search(/[^\P{Cc}\n\r\t]/u);
  if (strange !== -1) throw fail(strange, "this is no text: it holds a control character or NUL.");
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    throw fail(
      error.pos[0],
      `this is no YAML: ${plainWords[error.code] ?? `${error.message.replace(/[\s.]+$/, "")}.`}`,
    );
  }
  if (document.contents === null)
    throw invalidInput(`${show(file)}: the file is empty; backend and names are needed.`);
  if (!isMap(document.contents)) {
    throw fail(
      document.contents.range?.[0] ?? 0,
      'fields such as "backend: ws://127.0.0.1:9944" belong here.',
    );
  }
  refuseTricks(document, fail);
  return document.toJS({ maxAliasCount: 0 });
}

/** The text of an answers file that `parseAnswersText` and `parseAnswers` read back to the same answers. */
export function formatAnswers(answers: Answers): string {
  const { backend, idleTimeout, ...rest } = answers;
  const fields = {
    backend: backend.length === 1 ? backend[0] : backend,
    ...rest,
    idleTimeout: formatDuration(idleTimeout),
  };
  const head =
    "# Written by wss-setup: the answers that this endpoint was set up with (wss-setup schema describes them).\n";
  return head + stringify(fields, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What YAML can do and an answers file has no use for: it only hides what a file says. */
function refuseTricks(document: Document, fail: (offset: number, what: string) => Failure): void {
  visit(document, {
    Alias: (_, alias) => {
      throw fail(alias.range?.[0] ?? 0, "aliases (*) are not taken; write the value out.");
    },
    Node: (_, node) => {
      if (node.tag !== undefined) throw fail(node.range?.[0] ?? 0, "tags (!) are not taken.");
    },
    Pair: (_, { key }) => {
      if (isNode(key) && typeof key.toJS(document) !== "string")
        throw fail(key.range?.[0] ?? 0, "the name of a field is text.");
    },
  });
}

function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
