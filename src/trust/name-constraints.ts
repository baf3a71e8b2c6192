import type { NameConstraints } from "../certificates/x509/constraints.ts";

/** Every kind of name that a server's certificate may have is limited: domain names, IPv4 and IPv6 addresses. */
export function limitsEveryName({ permitted, excluded }: NameConstraints): boolean {
  const dns = permitted.dns.length > 0 ? !permitted.dns.includes("") : excluded.dns.includes("");
  const family = (whole: string, isOfIt: (range: string) => boolean) => {
    const ranges = permitted.addresses.filter(isOfIt);
    return ranges.length > 0 ? !ranges.includes(whole) : excluded.addresses.includes(whole);
  };
  return (
    dns &&
    family("0.0.0.0/0", (range) => range.includes(".")) &&
    family("::/0", (range) => range.includes(":"))
  );
}
