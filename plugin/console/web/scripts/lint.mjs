// Habits that the content policy, translation and strangers' texts forbid. `file:line: what is wrong`.
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Pattern, files it is about, files it is not about, message. */
const RULES = [
  [/\bv-html\b/, /\.vue$/, null, 'v-html shows strangers\' texts as code: use text nodes'],
  [/\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc)\b/, /./, null, 'writes markup: use text nodes'],
  [/\beval\s*\(|\bnew Function\b/, /./, null, 'makes code of text: the content policy forbids it'],
  [/\sstyle="/, /\.(vue|html)$/, null, 'a style attribute: the content policy forbids it, use a class'],
  [/\bhttps?:\/\/(?!www\.w3\.org\/)/, /\.(ts|vue|css|html)$/, null, 'an address of another server'],
  [/@import\s|url\(\s*['"]?(https?:|\/\/)/, /\.(css|vue)$/, null, 'loads a style from elsewhere'],
  [/\p{Script=Han}/u, /\.(ts|vue|html)$/, /messages\/|index\.html$/, 'words for people belong to messages/'],
  [/\bDate\.now\(\)/, /src\/.*\.(ts|vue)$/, /live\/clock\.ts$/, 'the machine\'s clock may be wrong: use the server\'s'],
]

function withoutComments(text, path) {
  const blank = (match) => match.replace(/[^\n]/g, ' ')
  const plain = text.replace(/<!--[\s\S]*?-->/g, blank).replace(/\/\*[\s\S]*?\*\//g, blank)
  return /\.(ts|vue)$/.test(path) ? plain.replace(/(^|[\s;{])\/\/[^\n]*/g, blank) : plain
}

/** Complaints about one file. */
export function lint(path, text) {
  const found = []
  withoutComments(text, path)
    .split('\n')
    .forEach((line, index) => {
      for (const [pattern, about, not, message] of RULES) {
        if (about.test(path) && !not?.test(path) && pattern.test(line)) found.push(`${path}:${index + 1}: ${message}`)
      }
    })
  return found
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue|css)$/.test(entry.name) && entry.name !== 'schema.d.ts')
    .map((entry) => join(entry.parentPath, entry.name))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = [...filesBelow(join(web, 'src')), join(web, 'index.html')].flatMap((file) =>
    lint(relative(web, file), readFileSync(file, 'utf8')),
  )
  for (const line of found) console.error(line)
  process.exit(found.length === 0 ? 0 : 1)
}
