import { version } from "./version.ts";

/** The fast path: a version is told without loading anything else. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === "--version" || argv[0] === "-V") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  // A program of its own that lives as long as the endpoint: it loads nothing that it does not need.
  if (argv[0] === "embedded-server") {
    const { embeddedServer } = await import("./proxies/embedded/server/main.ts");
    return embeddedServer(argv.slice(1));
  }
  const { dispatch } = await import("./cli/dispatch.ts");
  return dispatch(argv);
}

process.exitCode = await main(process.argv.slice(2));
