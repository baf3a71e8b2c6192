import { isAddress } from "./address.ts";
import { validateNameUnattended } from "./name.ts";
import { accept, refuse, refuseWith, type Validator } from "./verdict.ts";

/** An e-mail address (RFC 5321 4.1.2, dot-string only) as a certificate authority takes it. */
export const validateEmail: Validator = (text) => {
  if (text === "")
    return refuseWith("an e-mail is missing; give one such as ops@example.com, or leave it out.");
  if (text.startsWith("-")) return refuse(text, "an e-mail cannot begin with a hyphen.");
  const at = text.lastIndexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  const domain = text.slice(at + 1);
  if (!/^[a-z\d_+-]+(\.[a-z\d_+-]+)*$/i.test(local) || local.length > 64) {
    return refuse(text, "an e-mail looks like ops@example.com.");
  }
  const name = validateNameUnattended(domain);
  if (!name.ok || isAddress(name.value) || !name.value.includes(".")) {
    return refuse(text, "the part after @ is a domain name such as example.com.");
  }
  return accept(`${local}@${name.value}`);
};
