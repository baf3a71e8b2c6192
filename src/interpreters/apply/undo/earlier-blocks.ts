import type { RunStep } from "../../../core/journal.ts";
import type { Edit } from "../../../core/step.ts";

/**
 * The step as a removal takes it back: of a file that others edited too, a block of ours goes at once, and no earlier one
 * comes back before it. So one that others deleted with both its marks is in no way.
 */
export function withoutEarlierBlocks(step: RunStep): RunStep {
  const { record } = step.begin;
  if (record.kind !== "paths" || record.reverse === undefined) return step;
  const reverse = Object.entries(record.reverse).map(
    ([path, edits]) => [path, edits.map(withoutBlock)] as const,
  );
  return { ...step, begin: { ...step.begin, record: { ...record, reverse: Object.fromEntries(reverse) } } };
}

function withoutBlock(edit: Edit): Edit {
  return "marks" in edit ? { marks: edit.marks } : edit;
}
