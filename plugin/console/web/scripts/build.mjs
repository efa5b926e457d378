// Packs the output of vite (build/pages/) into what is committed and embedded (dist/): every file
// compressed, and files.txt that lists them for embed_web.cmake, between tabs: path, media type (a
// comma in place of its semicolon, which CMake would split at), SHA-256, size.
// The bytes depend on the source alone. `node scripts/build.mjs FOLDER` writes to another folder.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(web, 'build/pages')
const target = process.argv[2] ?? join(web, 'dist')

const MEDIA = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
}

// For the budgets alone; the pages do not ask for it.
const LEFT_OUT = new Set(['manifest.json'])

rmSync(target, { recursive: true, force: true })
const lines = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(source, join(entry.parentPath, entry.name)))
  .filter((path) => !LEFT_OUT.has(path))
  .sort()
  .map((path) => {
    const bytes = readFileSync(join(source, path))
    const packed = gzipSync(bytes, { level: 9 })
    // The tenth byte names the system that packed; all say unknown.
    packed[9] = 255
    const media = MEDIA[extname(path)]
    if (!media) throw new Error(`${path}: no media type for this kind of file`)
    mkdirSync(dirname(join(target, path)), { recursive: true })
    writeFileSync(join(target, `${path}.gz`), packed)
    return [`/${path}`, media.replace(';', ','), createHash('sha256').update(bytes).digest('hex'), bytes.length].join('\t')
  })
writeFileSync(join(target, 'files.txt'), `${lines.join('\n')}\n`)
