// Bundles the pages' TypeScript into ../static/built and writes the notice of the licences bundled with it.
import { build } from "esbuild";
import { cp, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(web, "static", "built");

const result = await build({
  absWorkingDir: web,
  entryPoints: { page: "editor/main.ts" },
  outdir: out,
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
});

await cp(join(web, "node_modules", "blockly", "media"), join(out, "media"), { recursive: true });

// It would fetch a picture of its makers from their server.
const redoc = join(web, "node_modules", "redoc", "bundles");
const drawing = await readFile(join(redoc, "redoc.standalone.js"), "utf8");
const alone = drawing.split("https://cdn.redoc.ly/redoc/logo-mini.svg").join("data:,");
if (alone === drawing || alone.includes("https://cdn.")) throw new Error("Redoc fetches something else from elsewhere now.");
await writeFile(join(out, "redoc.js"), alone);

const folders = new Set(["node_modules/redoc"]);
for (const input of Object.keys(result.metafile.inputs)) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) folders.add(found[1]);
}

const notices = [];
for (const folder of [...folders].sort()) {
  const path = join(web, folder);
  const { name, version, license } = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
  const files = (await readdir(path)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  if (!license || files.length === 0) throw new Error(`${name} ${version} is bundled but brings no licence text.`);
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), "utf8")));
  notices.push(`${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join("\n\n")}`);
}
notices.push(`What is bundled with redoc\n\n${(await readFile(join(redoc, "redoc.standalone.js.LICENSE.txt"), "utf8")).trim()}`);
const head = notices.length
  ? "The scripts in this folder contain these works, each under its own licence."
  : "The scripts in this folder contain no third-party code.";
await writeFile(join(out, "THIRD_PARTY.txt"), [head, ...notices].join(`\n\n${"-".repeat(78)}\n\n`) + "\n");
