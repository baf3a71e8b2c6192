import { version } from "./version.ts";

const [flag] = process.argv.slice(2);
if (flag === "--version" || flag === "-V") process.stdout.write(`${version}\n`);
