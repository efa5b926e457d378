// Writes what is generated from docs/openapi.yaml: the types of the API and the file as JSON.
// OPENAPI names another source, for work on the file itself.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import openapiTypescript, { astToString } from 'openapi-typescript'
import { parse } from 'yaml'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = process.env.OPENAPI ?? join(web, '../../../docs/openapi.yaml')
const target = process.argv[2] ?? web

const document = parse(readFileSync(source, 'utf8'))
const types = astToString(await openapiTypescript(structuredClone(document)))
const note = '// Generated from docs/openapi.yaml by `tools/web openapi`: change that file.\n'

for (const [path, text] of [
  ['src/api/schema.d.ts', note + types],
  ['public/openapi.json', `${JSON.stringify(document)}\n`],
]) {
  mkdirSync(dirname(join(target, path)), { recursive: true })
  writeFileSync(join(target, path), text)
}
