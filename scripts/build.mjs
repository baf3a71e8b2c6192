import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { thirdPartyLicenses } from "./third-party-licenses.mjs";

const [folder] = process.argv.slice(2);
const { name, version, description, license } = JSON.parse(await readFile("package.json", "utf8"));

/** Of package.json only the version enters the bundle. */
const versionOnly = {
  name: "version-only",
  setup(context) {
    context.onLoad({ filter: /[/\\]package\.json$/ }, ({ path }) =>
      path === `${process.cwd()}/package.json`
        ? { contents: JSON.stringify({ version }), loader: "json" }
        : undefined,
    );
  },
};

/** Ink loads its developer tools on request only, from a package that is not installed here. */
const withoutDevtools = {
  name: "without-devtools",
  setup(context) {
    context.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "absent" }));
    context.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "export default {};" }));
  },
};

const { metafile, outputFiles } = await build({
  entryPoints: ["src/cli.ts"],
  outdir: folder,
  entryNames: "wss-setup",
  // One file would be simpler, but it loads the Node modules that any part of it names before its first line runs:
  // `--version` took 3.1 times as long as `node -e 0`, with a chunk for each dynamic import 1.3 times.
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  outExtension: { ".js": ".mjs" },
  write: false,
  bundle: true,
  metafile: true,
  platform: "node",
  format: "esm",
  target: "node22",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  // CommonJS dependencies call `require`, which an ES module does not have by itself.
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  plugins: [versionOnly, withoutDevtools],
  logLevel: "warning",
}).catch(() => process.exit(1));

await rm(folder, { recursive: true, force: true });
await mkdir(`${folder}/chunks`, { recursive: true });
for (const { path, contents } of outputFiles) await writeFile(path, contents);

const files = ["launcher.cjs", "wss-setup.mjs", "chunks", "THIRD-PARTY-LICENSES.txt", "LICENSE", "README.md"];
// `engines` is what the launcher copes with: on anything older than 22.12 it brings its own Node.
const manifest = {
  name,
  version,
  description,
  license,
  bin: { [name]: "launcher.cjs" },
  files,
  engines: { node: ">=12" },
};
await copyFile("src/launcher.cjs", `${folder}/launcher.cjs`);
await chmod(`${folder}/launcher.cjs`, 0o755);
await copyFile("LICENSE", `${folder}/LICENSE`);
await copyFile("README.md", `${folder}/README.md`).catch((error) => {
  if (error.code !== "ENOENT") throw error;
});
await writeFile(`${folder}/THIRD-PARTY-LICENSES.txt`, await thirdPartyLicenses(Object.keys(metafile.inputs)));
await writeFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
