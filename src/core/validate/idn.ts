import { domainToASCII, domainToUnicode } from "node:url";

/** Scripts whose letters are taken for one another. */
const alike = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
];

/** Letters of one script that all look Latin: a word made of nothing else can pass for a Latin one. */
const whole = [/^[аысԁеԍһіюјӏорԗԛѕԝхуъьҽпгѵѡ\d-]+$/u, /^[αικνρυωηοτ\d-]+$/u];

/** Whether a domain name holds a `xn--` label (RFC 5890, A-label). */
export function isPunycode(name: string): boolean {
  return /(^|\.)xn--/i.test(name);
}

/** Whether every `xn--` label stands for a word in another script; not every Node looks at a label after `xn--`. */
export function isRealPunycode(name: string): boolean {
  return name.split(".").every((label) => {
    const word = domainToUnicode(label);
    return !isPunycode(label) || (/\P{ASCII}/u.test(word) && domainToASCII(word) === label);
  });
}

/**
 * Whether a name can be taken for another one: scripts mixed within a label (UTS 39, 5.1), or a whole
 * label of look-alikes under a Latin top-level domain (as browsers judge it).
 */
export function isHomograph(name: string): boolean {
  const labels = domainToUnicode(name).split(".");
  const latinTop = /^[a-z\d-]+$/.test(labels.at(-1) ?? "");
  return labels.some((label) => mixesScripts(label) || (latinTop && looksLatin(label)));
}

function mixesScripts(label: string): boolean {
  return alike.filter((script) => script.test(label)).length > 1;
}

function looksLatin(label: string): boolean {
  return /\P{ASCII}/u.test(label) && whole.some((letters) => letters.test(label));
}
