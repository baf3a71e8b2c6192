/** SHA-256 of a certificate's DER, lower-case hex without colons. */
export function certificateFingerprint({ fingerprint256 }: { readonly fingerprint256: string }): string {
  return fingerprint256.replaceAll(":", "").toLowerCase();
}
