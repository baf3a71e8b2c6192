import { readdir, readFile } from "node:fs/promises";

const licenseFile = /^(licen[cs]e|copying|notice)/i;

/** The text of one package's licence, as it ships it; packages that ship none name it in package.json. */
async function licenseOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  if (!license) throw new Error(`${name} states no licence`);
  const texts = (await readdir(folder)).filter((file) => licenseFile.test(file)).sort();
  const body = await Promise.all(texts.map((file) => readFile(`${folder}/${file}`, "utf8")));
  return [`${name} ${version} (${license})`, ...body.map((text) => text.trim())].join("\n\n");
}

/**
 * The licences of every package of which the bundle contains a file.
 * @param inputs the bundle's input paths, as esbuild's metafile lists them
 */
export async function thirdPartyLicenses(inputs) {
  const folders = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]);
  const unique = [...new Set(folders.filter(Boolean))].sort();
  const licenses = await Promise.all(unique.map(licenseOf));
  return `wss-setup contains code of these packages.\n\n${licenses.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
