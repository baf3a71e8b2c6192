import { execFileSync } from "node:child_process";

/** Numbers of setxattr(2), getxattr(2) and listxattr(2) (syscalls(2)). */
const numbers: Readonly<Record<string, readonly [number, number, number]>> = {
  x64: [188, 191, 194],
  arm64: [5, 8, 11],
};

/** Node has no call for extended attributes; the Perl of every Debian can make any. */
const program = `
  my ($set, $get, $list, $path, $name, $value) = @ARGV;
  $_ += 0 for $set, $get, $list;
  if (defined $name) {
    $value = pack "H*", $value;
    syscall($set, $path, $name, $value, length $value, 0) == 0 or die "$name: $!";
    exit;
  }
  my ($names, $bytes) = ("\\0" x 65536, "\\0" x 65536);
  my $length = syscall($list, $path, $names, length $names);
  die "list: $!" if $length < 0;
  for my $each (split /\\0/, substr $names, 0, $length) {
    my $size = syscall($get, $path, $each, $bytes, length $bytes);
    die "$each: $!" if $size < 0;
    print $each, " ", unpack("H*", substr $bytes, 0, $size), "\\n";
  }`;

function perl(...args: readonly string[]): string {
  const calls = numbers[process.arch];
  if (calls === undefined) throw new Error(`no numbers of system calls for ${process.arch}`);
  return execFileSync("perl", ["-e", program, ...calls.map(String), ...args], { stdio: "pipe" }).toString();
}

export function setAttribute(path: string, name: string, value: string | Uint8Array): void {
  perl(path, name, Buffer.from(value).toString("hex"));
}

/** Every extended attribute of a file that root can see, an ACL among them; values in hex. */
export function attributesOf(path: string): Readonly<Record<string, string>> {
  const lines = perl(path)
    .split("\n")
    .filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => line.split(" ")));
}

/** Names under which the kernel keeps an ACL, and one that new files in a folder inherit (acl(5)). */
export const accessAcl = "system.posix_acl_access";
export const defaultAcl = "system.posix_acl_default";

/** Permissions of the five kinds of entry, in the kernel's own form (linux/posix_acl_xattr.h). */
interface Permissions {
  readonly owner: number;
  readonly user: readonly [id: number, permissions: number];
  readonly group: number;
  readonly mask: number;
  readonly others: number;
}

/** An ACL with one named user. */
export function aclOf({ owner, user, group, mask, others }: Permissions): Buffer {
  const entries = [
    [0x01, owner, 0xffffffff],
    [0x02, user[1], user[0]],
    [0x04, group, 0xffffffff],
    [0x10, mask, 0xffffffff],
    [0x20, others, 0xffffffff],
  ] as const;
  const bytes = Buffer.alloc(4 + 8 * entries.length);
  bytes.writeUInt32LE(2);
  for (const [index, [tag, permissions, id]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 4 + 8 * index);
    bytes.writeUInt16LE(permissions, 6 + 8 * index);
    bytes.writeUInt32LE(id, 8 + 8 * index);
  }
  return bytes;
}

/** A capability as setcap(8) writes it: cap_net_bind_service=ep (linux/capability.h, revision 2). */
export const bindsLowPorts = Buffer.from("0100000200040000000000000000000000000000", "hex");
