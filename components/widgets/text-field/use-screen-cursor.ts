import { type DOMElement, useBoxMetrics, useCursor } from "ink";
import { type RefObject, useLayoutEffect, useState } from "react";

/** Puts the terminal's cursor into a box, so many columns from its left edge; nowhere while `column` is undefined. */
export function useScreenCursor(box: RefObject<DOMElement | null>, column: number | undefined): void {
  const { setCursorPosition } = useCursor();
  const [place, setPlace] = useState<{ readonly x: number; readonly y: number }>();
  // Draws again when the box moves within its parent.
  useBoxMetrics(box);
  useLayoutEffect(() => {
    const now = box.current === null ? undefined : placeOf(box.current);
    setPlace((before) => (before?.x === now?.x && before?.y === now?.y ? before : now));
  });
  setCursorPosition(
    column === undefined || place === undefined ? undefined : { x: place.x + column, y: place.y },
  );
}

/** Where a box stands on the screen: its place in its parent, and so on up to the root. */
function placeOf(box: DOMElement): { readonly x: number; readonly y: number } {
  let x = 0;
  let y = 0;
  for (let node: DOMElement | undefined = box; node !== undefined; node = node.parentNode) {
    x += node.yogaNode?.getComputedLeft() ?? 0;
    y += node.yogaNode?.getComputedTop() ?? 0;
  }
  return { x, y };
}
