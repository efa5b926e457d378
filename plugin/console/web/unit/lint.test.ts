import assert from 'node:assert/strict'
import { test } from 'node:test'

// @ts-expect-error a script, not a module of the page
import { lint } from '../scripts/lint.mjs'

const planted: [string, string][] = [
  ['src/a.vue', '<p v-html="text" />'],
  ['src/a.ts', 'element.innerHTML = text'],
  ['src/a.ts', 'new Function("return 1")'],
  ['src/a.vue', '<p style="color: red">'],
  ['src/a.css', '@import "x.css"'],
  ['src/a.ts', 'fetch("https://example.com/x")'],
  ['src/a.vue', '<p>待回复</p>'],
  ['src/a.ts', 'const now = Date.now()'],
]

test('each habit that is forbidden is found', () => {
  for (const [path, line] of planted) assert.equal(lint(path, line).length, 1, line)
})

test('comments may say what they like, and bound styles are fine', () => {
  assert.deepEqual(lint('src/a.ts', '// 待回复 innerHTML\n/* eval( */ const a = 1'), [])
  assert.deepEqual(lint('src/a.vue', '<!-- v-html --><p :style="{ top: 0 }">'), [])
})

test('messages hold the words', () => {
  assert.deepEqual(lint('src/messages/zh-CN.ts', "'panel.waiting': '待回复'"), [])
})
