import { show } from "./show.ts";
import { accept, refuseWith, type Validator } from "./verdict.ts";

/** A TCP port in plain digits, 1 to 65535. */
export const validatePort: Validator<number> = (text) => {
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535
    ? accept(port)
    : refuseWith(`Port ${show(text)} is not a number from 1 to 65535.`);
};
