import { createContext, use } from "react";

/** How a window of this size is used. */
export interface Shape {
  /** `tiny`: too small for a screen; `wide`: the rail stands at the left. */
  readonly kind: "tiny" | "narrow" | "usual" | "wide";
  readonly columns: number;
  readonly rows: number;
  /** Columns of the rail at the left; 0 where it is a row. */
  readonly railColumns: number;
  /** Where the question has its place, without margins. */
  readonly bodyColumns: number;
  readonly bodyRows: number;
}

/** Two rows at the top, a rule, the body, a rule, the keys; wide windows have no rail row. */
export function shapeOf(columns: number, rows: number): Shape {
  const kind =
    columns < 50 || rows < 20 ? "tiny" : columns < 80 ? "narrow" : columns < 100 ? "usual" : "wide";
  const railColumns = kind === "wide" ? Math.min(34, Math.max(24, columns - 80)) : 0;
  const frameRows = kind === "wide" ? 4 : 5;
  return {
    kind,
    columns,
    rows,
    railColumns,
    bodyColumns: Math.min(98, columns - railColumns - 2),
    bodyRows: Math.max(1, rows - frameRows),
  };
}

export const ShapeContext = createContext<Shape>(shapeOf(80, 24));

export function useShape(): Shape {
  return use(ShapeContext);
}
