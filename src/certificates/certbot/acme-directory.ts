const letsEncrypt = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;

/** URL of the directory that an answer stands for (RFC 8555 section 7.1.1). */
export function directoryOf(server: string): string {
  return server === "production" || server === "staging" ? letsEncrypt[server] : server;
}

/** Whether Let's Encrypt itself is asked, on trial or in earnest: of others nobody knows the name in CAA records. */
export function isLetsEncrypt(directory: string): boolean {
  return Object.values<string>(letsEncrypt).includes(directory);
}

/** Certificates from here are not trusted by anybody. */
export function isStaging(directory: string): boolean {
  return directory === letsEncrypt.staging;
}
