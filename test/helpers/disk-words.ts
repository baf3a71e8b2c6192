/** How the operator is told of what a disk refuses, by the kernel's code (errno(3)). */
export const diskWords: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EIO: "the disk reported an error",
  EROFS: "the file system is read-only",
  EACCES: "permission denied",
};
