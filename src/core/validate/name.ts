import { domainToASCII, domainToUnicode } from "node:url";
import { isAddress, validateAddress } from "./address.ts";
import { isHomograph, isPunycode, isRealPunycode } from "./idn.ts";
import { show } from "./show.ts";
import {
  accept,
  type Note,
  type Refused,
  refuse,
  refuseWith,
  type Validator,
  type Verdict,
} from "./verdict.ts";

const alphabet = "a name has letters, digits, - and dots.";

/**
 * A name that clients connect to: a domain name (RFC 1123 2.1, at most 253 characters) in ASCII and lower
 * case, or an IP address in canonical text. A name in another script is taken in its `xn--` form, with a note.
 */
export const validateName: Validator = (text) => {
  if (text === "") return refuseWith("a name is missing; give one such as node.example.com.");
  const address = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (isAddress(address)) {
    return address === text ? validateAddress(text) : refuse(text, "give the address without the brackets.");
  }
  return moreThanAName(text) ?? (/^[\x20-\x7e]*$/.test(text) ? asciiName(text) : foreignName(text));
};

/** As `validateName` where nobody can be asked: what needs a yes must be written in its real form. */
export const validateNameUnattended: Validator = (text) => {
  const verdict = validateName(text);
  if (!verdict.ok || verdict.note?.confirm !== true) return verdict;
  return refuseWith(`${verdict.note.text} Write that name if you mean it.`);
};

/** A URL, a port or a path where only a name belongs. */
function moreThanAName(text: string): Refused | undefined {
  const scheme = /^([a-z][a-z\d+.-]*:)?\/\//i.exec(text);
  if (scheme !== null) return refuseWith(`Give the name only, without ${scheme[0]}.`);
  if (text.includes("@")) return refuseWith("Give the name only, without what stands before @.");
  const rest = /(?<=^[\w.-]+)(:\d+)?([/?#].*)?$/s.exec(text);
  return rest === null || rest[0] === ""
    ? undefined
    : refuseWith(`Give the name only, without ${show(rest[0])}.`);
}

function asciiName(text: string): Verdict {
  const fault = faultOf(text);
  if (fault !== undefined) return refuse(text, fault);
  const ascii = domainToASCII(text);
  const lower = text.toLowerCase();
  if (isAddress(ascii)) return refuseWith(`${show(text)} is no address; did you mean ${ascii}?`);
  if (/(^|\.)(\d+|0x[\da-f]*)$/.test(lower)) {
    return /^[\d.]+$/.test(text)
      ? refuseWith(`${show(text)} is no address: it has four parts from 0 to 255.`)
      : refuse(text, "a name cannot end in a number.");
  }
  if (ascii !== lower || !isRealPunycode(ascii)) return refuse(text, "its xn-- part stands for no name.");
  return accept(ascii, noteOn(ascii));
}

function foreignName(text: string): Verdict {
  if (/[^A-Za-z\d.\u{80}-\u{10ffff}-]/u.test(text)) return refuse(text, alphabet);
  const ascii = domainToASCII(text);
  if (ascii === "") return refuse(text, alphabet);
  const fault = faultOf(ascii);
  if (fault !== undefined) return refuse(text, fault);
  if (isAddress(ascii)) return refuseWith(`${show(text)} is no address; did you mean ${ascii}?`);
  if (domainToUnicode(ascii) !== text.toLowerCase().normalize("NFC")) {
    return refuse(text, `it has letters that a name turns into others; did you mean ${ascii}?`);
  }
  if (isHomograph(ascii)) {
    const holds = `${show(text)} holds a letter that looks Latin: its real name is ${ascii}.`;
    return accept(ascii, { id: "homograph", text: holds, confirm: true });
  }
  return accept(ascii, { id: "idn", text: `${show(text)}: its real name is ${ascii}.`, confirm: false });
}

/** What is wrong with the letters and lengths of an ASCII name. */
function faultOf(name: string): string | undefined {
  if (name.startsWith("-")) return "a name cannot begin with a hyphen.";
  if (/^[^*]*\*[^*]*$/.test(name) && /^[a-z\d.*-]+$/i.test(name)) {
    return "no wildcards: clients connect to one exact name; write each one out.";
  }
  if (!/^[a-z\d.-]+$/i.test(name)) return alphabet;
  if (name.endsWith(".")) return "leave the dot at the end out.";
  if (name.length > 253) return `a name has at most 253 characters; this has ${name.length}.`;
  return name
    .split(".")
    .map(labelFault)
    .find((fault) => fault !== undefined);
}

function labelFault(label: string): string | undefined {
  if (label === "") return "a dot stands between two parts of a name.";
  if (label.length > 63) return `a part between dots has at most 63 characters; one has ${label.length}.`;
  return /^-|-$/.test(label) ? "a part between dots cannot begin or end with a hyphen." : undefined;
}

function noteOn(name: string): Note | undefined {
  if (isPunycode(name)) {
    const shown = show(domainToUnicode(name));
    const text = isHomograph(name)
      ? `${name} shows as ${shown}, which looks like another name.`
      : `${name} shows as ${shown}.`;
    return { id: isHomograph(name) ? "homograph" : "idn", text, confirm: false };
  }
  if (name.includes(".")) return undefined;
  return {
    id: "single-label",
    text: `${name}: only clients in your own network can look up a name without a dot.`,
    confirm: false,
  };
}
