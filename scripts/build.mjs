import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { build } from "esbuild";
import { thirdPartyLicenses } from "./third-party-licenses.mjs";

const [target] = process.argv.slice(2);
/** Takes the target's place when it is complete: whoever starts the program meanwhile finds the old one. */
const folder = `${target}.new`;
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

/**
 * Yoga, which lays Ink's screens out, carries its WebAssembly in a data: URL and reads it with `fetch`, for which Node
 * loads a whole HTTP client; without `fetch` it decodes the URL by itself, which is 20 ms sooner.
 */
const withoutFetch = {
  name: "without-fetch",
  setup(context) {
    context.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, "utf8")}`,
    }));
  },
};

/**
 * One file names the modules of Node that any part of it needs, and Node loads all of them before its first line runs.
 * So that each waits for the part that needs it, the import becomes a call.
 */
const lazyBuiltins = {
  name: "lazy-builtins",
  setup(context) {
    const names = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    context.onResolve({ filter: /^[a-z]/ }, ({ path }) =>
      names.has(path) ? { path: path.replace(/^(node:)?/, "node:"), namespace: "builtin" } : undefined,
    );
    context.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** The program, and the server of the built-in proxy, which a box keeps without the rest. */
const { metafile, outputFiles } = await build({
  entryPoints: { "wss-setup": "src/cli.ts", "embedded-server": "src/proxies/embedded/server/program.ts" },
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  write: false,
  bundle: true,
  metafile: true,
  platform: "node",
  format: "esm",
  target: "node22",
  // Of a package that has both, the ES modules: what nobody uses of them is left out (150 KB of the X.509 library).
  mainFields: ["module", "main"],
  minifyWhitespace: true,
  minifySyntax: true,
  banner: { js: "// wss-setup, built from its sources." },
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [versionOnly, withoutDevtools, withoutFetch, lazyBuiltins],
  logLevel: "warning",
}).catch(() => process.exit(1));

/** The launcher with the version written in, which it tells without loading the bundle. */
async function launcher() {
  const source = await readFile("src/launcher.cjs", "utf8");
  const stamped = source.replace('var VERSION = "";', `var VERSION = ${JSON.stringify(version)};`);
  if (stamped === source) throw new Error("src/launcher.cjs has no place for the version");
  return stamped;
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const { path, contents } of outputFiles) await writeFile(path, contents);

const files = [
  "launcher.cjs",
  "wss-setup.mjs",
  "embedded-server.mjs",
  "THIRD-PARTY-LICENSES.txt",
  "LICENSE",
  "README.md",
];
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
await writeFile(`${folder}/launcher.cjs`, await launcher(), { mode: 0o755 });
await copyFile("LICENSE", `${folder}/LICENSE`);
await copyFile("README.md", `${folder}/README.md`).catch((error) => {
  if (error.code !== "ENOENT") throw error;
});
await writeFile(`${folder}/THIRD-PARTY-LICENSES.txt`, await thirdPartyLicenses(Object.keys(metafile.inputs)));
await writeFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
const old = `${target}.old`;
await rm(old, { recursive: true, force: true });
await rename(target, old).catch((error) => {
  if (error.code !== "ENOENT") throw error;
});
await rename(folder, target);
await rm(old, { recursive: true, force: true });
