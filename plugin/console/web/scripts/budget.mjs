// Fails where a page is larger than it may be: the sum, compressed, of everything that is loaded for it.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const manifest = JSON.parse(readFileSync(join(web, 'build/pages/manifest.json'), 'utf8'))

/** Most bytes of a page, by the folder of its view; the design's numbers. */
const BUDGETS = { 'src/views/panel/PanelPage.vue': 70, 'src/views/review/ReviewPage.vue': 120, 'src/views/conversation/ConversationPage.vue': 120 }

function loadedFor(key, found = new Set()) {
  const chunk = manifest[key]
  if (!chunk || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const css of chunk.css ?? []) found.add(css)
  for (const other of chunk.imports ?? []) loadedFor(other, found)
  return found
}

let isOver = false
for (const [view, limit] of Object.entries(BUDGETS)) {
  if (!manifest[view]) continue
  const files = loadedFor(view, loadedFor('index.html'))
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(web, 'build/pages', file)), { level: 9 }).length, 0)
  const size = (bytes / 1024).toFixed(1)
  if (bytes > limit * 1024) isOver = true
  console.log(`${view}: ${size} of ${limit} KB`)
}
process.exit(isOver ? 1 : 0)
