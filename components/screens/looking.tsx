import { CheckRow } from "../widgets/check-row/check-row.tsx";

/** Something is still being looked at; Enter need not wait for it. */
export function Looking({ at }: { readonly at: string }) {
  return <CheckRow state="checking" text={`${at} …`} />;
}
