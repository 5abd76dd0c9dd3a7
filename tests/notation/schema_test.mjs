// The schema of MusicXML 4.0 holds for samples.
//
//   node schema_test.mjs PROGRAM FOLDER SAMPLES...
//
// The schema is the W3C's, with its catalog; $BACHPROP_SCHEMAS names the folder that holds musicxml-4.0.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { skip, writeSamples } from "./heard_notes.mjs";

const schemas =
  process.env.BACHPROP_SCHEMAS ??
  fileURLToPath(new URL("../../../shared/schemas", import.meta.url));
const schema = schemas + "/musicxml-4.0/musicxml.xsd";
if (!existsSync(schema)) skip(schema + " is not there; set BACHPROP_SCHEMAS");

const [program, folder, ...what] = process.argv.slice(2);
const samples = writeSamples(program, folder, what);
const run = spawnSync(
  "xmllint",
  ["--nonet", "--noout", "--schema", schema, ...samples.map(sample => sample + ".musicxml")],
  {
    encoding: "utf8",
    env: { ...process.env, XML_CATALOG_FILES: schemas + "/musicxml-4.0/catalog.xml" },
    maxBuffer: 1 << 28,
  },
);
if (run.error) skip("xmllint is not installed");
const said = run.stderr.split("\n");
const valid = said.filter(line => line.endsWith(" validates")).length;
for (const line of said.filter(line => line && !line.endsWith(" validates")).slice(0, 20))
  console.log("FAILED  " + line);
console.log(`${valid} of ${samples.length} samples are valid MusicXML 4.0`);
process.exitCode = valid === samples.length && valid > 0 ? 0 : 1;
