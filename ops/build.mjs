/**
 * Builds the front end: `node ops/build.mjs [--watch]`, Node 18.20 or later.
 *
 * Everything under ntars_geo/assets becomes a handful of files in ntars_geo/static/ntars, which
 * is not committed. Django's manifest storage adds the content hash to each name later, so no
 * file here may import another by name: pages hand the addresses of the map module and of its
 * worker to the scripts in data attributes (see docs/components.md).
 */
import { build, context } from "esbuild";
import { copyFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawIcons } from "./icons.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const from = join(root, "ntars_geo", "assets");
const to = join(root, "ntars_geo", "static", "ntars");
const maplibre = join(root, "node_modules", "maplibre-gl", "dist");

// Browsers with MapLibre's WebGL 2; older ones still read the page, whose SVG maps need no script.
const target = ["chrome105", "edge105", "firefox110", "safari16"];

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target,
  charset: "utf8",
  legalComments: "eof", // the licences of what is bundled travel with it
  logLevel: "warning",
};

const bundles = [
  {
    ...shared,
    format: "esm",
    entryPoints: {
      site: join(from, "js", "site.js"),
      contrast: join(from, "js", "contrast.js"),
      weekly: join(from, "js", "weekly.js"),
      triage: join(from, "js", "triage.js"),
      "map-gl": join(from, "js", "map-gl.js"),
      report: join(from, "js", "report.js"),
      "report-map": join(from, "js", "report-map.js"),
      "report-photo": join(from, "js", "report-photo.js"),
      "add-photo": join(from, "js", "add-photo.js"),
      "map-worker": join(maplibre, "maplibre-gl-worker.mjs"),
    },
    outdir: to,
  },
  // Runs before the first paint, so it is a classic script and not a (deferred) module.
  { ...shared, format: "iife", entryPoints: { theme: join(from, "js", "theme.js") }, outdir: to },
  // The server puts its list of files before it; a classic worker, for Firefox has no other.
  { ...shared, format: "iife", entryPoints: { sw: join(from, "js", "sw.js") }, outdir: to },
  // No page links to these: hotspots/presenters puts them into the files of one piece.
  {
    ...shared,
    format: "iife",
    entryPoints: {
      "contrast-file": join(from, "js", "contrast-file.js"),
      "week-file": join(from, "js", "week-file.js"),
    },
    outdir: to,
  },
  {
    ...shared,
    entryPoints: {
      site: join(from, "css", "site.css"),
      analyses: join(from, "css", "analyses.css"),
      "map-gl": join(from, "css", "map-gl.css"),
      report: join(from, "css", "report.css"),
      "report-photo": join(from, "css", "report-photo.css"),
      triage: join(from, "css", "triage.css"),
      "contrast-file": join(from, "css", "contrast-file.css"),
      "week-file": join(from, "css", "week-file.css"),
    },
    loader: { ".png": "dataurl" }, // Leaflet's pictures
    outdir: to,
  },
];

const copies = ["mark.svg"];

// The letters of printed files (hotspots/presenters/pdf.py), with their licence.
const inter = join(root, "node_modules", "@fontsource", "inter");
const fonts = Object.fromEntries([
  ["inter-licence.txt", join(inter, "LICENSE")],
  ...[400, 600, 700].flatMap((weight) => [
    [`inter-${weight}.woff`, join(inter, "files", `inter-latin-${weight}-normal.woff`)],
    [`inter-ext-${weight}.woff`, join(inter, "files", `inter-latin-ext-${weight}-normal.woff`)],
  ]),
]);

async function copyAll() {
  await mkdir(to, { recursive: true });
  await Promise.all(copies.map((name) => copyFile(join(from, name), join(to, name))));
  await Promise.all(Object.entries(fonts).map(([name, path]) => copyFile(path, join(to, name))));
}

/** Build beside whoever is being served from the folder: files are replaced, then strays go. */
async function once() {
  await copyAll();
  const icons = await drawIcons(to);
  const results = await Promise.all(
    bundles.map((options) => build({ ...options, metafile: true })),
  );
  const made = results.flatMap(({ metafile }) => Object.keys(metafile.outputs));
  const wanted = new Set([...copies, ...Object.keys(fonts), ...icons, ...made.map((path) => basename(path))]);
  const strays = (await readdir(to)).filter((name) => !wanted.has(name));
  await Promise.all(strays.map((name) => rm(join(to, name), { recursive: true })));
  for (const name of ["site.css", "analyses.css", "site.js", "contrast.js", "report.css", "report.js", "report-photo.js", "sw.js", "map-gl.js", "report-map.js", "map-worker.js"]) {
    const { size } = await stat(join(to, name));
    console.log(`${name.padEnd(14)} ${(size / 1024).toFixed(0).padStart(6)} kB`);
  }
}

async function watch() {
  await copyAll();
  await drawIcons(to);
  const contexts = await Promise.all(bundles.map((options) => context(options)));
  await Promise.all(contexts.map((each) => each.watch()));
  console.log("watching ntars_geo/assets; stop with Ctrl-C");
}

await (process.argv.includes("--watch") ? watch() : once());
