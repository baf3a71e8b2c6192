import { bareCommand } from "./bare-command.ts";

/** Numbers of listxattr(2), by what Node calls the machine (syscalls(2)). */
const numbers: Readonly<Record<string, number>> = {
  arm: 232,
  arm64: 11,
  ia32: 232,
  loong64: 11,
  ppc64: 215,
  riscv64: 11,
  s390x: 230,
  x64: 194,
};

/** Bytes: the kernel gives no longer list (XATTR_LIST_MAX). A word from outside is tainted where the user was changed, perlsec(1). */
const program = `my ($number) = $ARGV[0] =~ /^(\\d+)$/;
my ($path) = $ARGV[1] =~ /^(.*)$/s;
my $names = "\\0" x 65536;
$number += 0;
my $length = syscall($number, $path, $names, length $names);
exit($!{EOPNOTSUPP} ? 0 : 1) if $length < 0;
print substr $names, 0, $length;
`;

/**
 * Names of a file's extended attributes, its ACL among them, as far as we may see them. Node has no call for it; the Perl
 * of every Debian has (perl-base is essential). @returns undefined where they cannot be told
 */
export async function attributeNames(path: string): Promise<readonly string[] | undefined> {
  const number = numbers[process.arch];
  if (number === undefined) return undefined;
  const { code, stdout } = await bareCommand("/usr/bin/perl", ["-e", program, String(number), path]);
  return code === 0 ? stdout.split("\0").filter((name) => name !== "") : undefined;
}
