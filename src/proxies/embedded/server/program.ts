import { embeddedServer } from "./main.ts";

/** The server as a file of its own, which is all of this program that a box keeps. */
process.exitCode = await embeddedServer(process.argv.slice(2));
