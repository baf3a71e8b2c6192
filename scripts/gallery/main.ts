import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { walkDemo } from "./walk.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [folder = join(root, "docs/pictures")] = process.argv.slice(2);

const pictures = await walkDemo(join(root, "dist/launcher.cjs"));
mkdirSync(folder, { recursive: true });
for (const [name, svg] of pictures) {
  const file = join(folder, `${name}.svg`);
  writeFileSync(file, svg);
  process.stdout.write(`${file}\n`);
}
