import { basename, dirname, extname, join, resolve } from "node:path";
import type { Host } from "../../host/host.ts";

/** Writes the answers to a new file (0600), never over another. @returns one line that says what came of it */
export async function saveAnswers(host: Host, file: string, text: string): Promise<string> {
  const path = resolve(file);
  if ((await host.stat(path)) !== undefined)
    return `${file} exists. Other name: ${await freeName(host, file)}`;
  try {
    await host.writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    return `${file} could not be written: ${error instanceof Error ? error.message : String(error)}`;
  }
  return `Saved. On the next box: wss-setup apply -a ${file} --yes`;
}

/** `answers-2.yaml` beside an `answers.yaml`. */
async function freeName(host: Host, file: string): Promise<string> {
  const extension = extname(file);
  for (let number = 2; ; number += 1) {
    const name = join(dirname(file), `${basename(file, extension)}-${number}${extension}`);
    if ((await host.stat(resolve(name))) === undefined) return name;
  }
}
