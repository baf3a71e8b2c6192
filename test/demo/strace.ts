/** Calls that make, change or remove what their paths name (syscalls(2)). */
const changing = new Set([
  ...["creat", "mkdir", "mkdirat", "mknod", "mknodat", "truncate", "unlink", "unlinkat", "rmdir"],
  ...[
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "chmod",
    "fchmodat",
    "fchmodat2",
  ],
  ...["chown", "lchown", "fchownat", "utime", "utimes", "utimensat", "futimesat", "setxattr", "lsetxattr"],
]);

interface Call {
  readonly name: string;
  readonly args: string;
}

/** Calls that succeeded, in the output of `strace -f`; one that another thread interrupted is put together again. */
function calls(trace: string): readonly Call[] {
  const begun = new Map<string, string>();
  return trace.split("\n").flatMap((line) => {
    const [, pid = "", said = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(said)?.[1];
    if (unfinished !== undefined) {
      begun.set(pid, unfinished);
      return [];
    }
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(said)?.[1];
    const whole = rest === undefined ? said : `${begun.get(pid) ?? ""}${rest}`;
    const [, name, args, result] = /^(\w+)\((.*)\)\s+= (-?\w+)/.exec(whole) ?? [];
    if (name === undefined || args === undefined) return [];
    const failed = result === "-1" && !/EINPROGRESS/.test(whole);
    return failed ? [] : [{ name, args }];
  });
}

/** Every path that was opened for writing, made, changed or removed. */
export function filesWritten(trace: string): readonly string[] {
  return calls(trace).flatMap(({ name, args }) => {
    const opened = /^open(at2?)?$/.test(name) && /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(args);
    if (!opened && !changing.has(name)) return [];
    const paths = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = ""]) => path);
    // What a symbolic link points to is text.
    return name.startsWith("symlink") ? paths.slice(1) : paths;
  });
}

/** The file of every program that was started. */
export function programsStarted(trace: string): readonly string[] {
  return calls(trace).flatMap(({ name, args }) =>
    name === "execve" ? [/^"([^"]*)"/.exec(args)?.[1] ?? ""] : [],
  );
}

/** The Internet address of every peer that was connected or written to, and of every socket that listens. */
export function peersCalled(trace: string): readonly string[] {
  return calls(trace).flatMap(({ name, args }) => {
    if (!["connect", "sendto", "sendmsg", "sendmmsg", "bind"].includes(name)) return [];
    const found = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/.exec(args);
    return found === null ? [] : [found[1] ?? found[2] ?? ""];
  });
}
