import assert from 'node:assert/strict'
import { test } from 'node:test'

import { fill, pseudo } from '../src/i18n/template.ts'
import { en } from '../src/messages/en.ts'
import { zhCN } from '../src/messages/zh-CN.ts'

const names = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1] ?? ''))].sort()

test('both languages fill in the same names', () => {
  for (const [key, text] of Object.entries(zhCN)) {
    assert.deepEqual(names(en[key as keyof typeof zhCN]), names(text), key)
  }
})

test('no message is empty, and no English one holds Han characters', () => {
  for (const [key, text] of Object.entries(en)) {
    assert.notEqual(text, '', key)
    if (key !== 'language.chinese') assert.doesNotMatch(text, /\p{Script=Han}/u, key)
  }
})

test('Chinese sentences use full-width punctuation', () => {
  for (const [key, text] of Object.entries(zhCN)) assert.doesNotMatch(text, /\p{Script=Han}[,;:!?]/u, key)
})

test('names and plurals are filled in, unknown names stay', () => {
  assert.equal(fill('{n} {n, chat waits|chats wait}', { n: 1 }), '1 chat waits')
  assert.equal(fill('{n} {n, chat waits|chats wait}', { n: 4 }), '4 chats wait')
  assert.equal(fill('{a}{b}', { a: '$&' }), '$&{b}')
})

test('the pseudo language is longer and leaves names alone', () => {
  assert.equal(pseudo('Close {name}'), 'Clósé {name}~~~')
})
