import { canonicalAddress, isAddress } from "./validate/address.ts";

/**
 * Splits Node's text form of the subjectAltName, `DNS:a.example, IP Address:0:0:0:0:0:0:0:1`. A value that could be
 * taken for more than one entry stands in JSON quotes (the answer to CVE-2021-44532), and is kept whole.
 */
export function altNames(text: string): readonly string[] {
  const entries = [...text.matchAll(/([^:",]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)];
  const names = entries.flatMap(([, type, value = ""]) => {
    const plain = value.startsWith('"') ? String(JSON.parse(value)) : value;
    if (type === "DNS") return [plain.toLowerCase()];
    return type === "IP Address" && isAddress(plain) ? [canonicalAddress(plain)] : [];
  });
  return [...new Set(names)];
}
