import { version } from "./version.ts";

/** The fast path: a version is told without loading anything else. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === "--version" || argv[0] === "-V") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const { dispatch } = await import("./cli/dispatch.ts");
  return dispatch(argv);
}

process.exitCode = await main(process.argv.slice(2));
