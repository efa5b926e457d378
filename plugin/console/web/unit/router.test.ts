import assert from 'node:assert/strict'
import { test } from 'node:test'

import { address, match, pathOf, type RouteEntry } from '../src/router.ts'

const load = async () => ({ default: {} })
const entries: RouteEntry[] = [
  { name: 'list', pattern: '/review', load },
  { name: 'one', pattern: '/review/:finding', load },
]

test('a path is matched whole and its values are decoded', () => {
  assert.equal(match(entries, '/review', '')?.entry.name, 'list')
  assert.deepEqual(match(entries, '/review/a%2Fb', '')?.values, { finding: 'a/b' })
  assert.equal(match(entries, '/review/a/b', ''), null)
  assert.equal(match(entries, '/other', ''), null)
})

test('a broken percent encoding matches nothing', () => {
  assert.equal(match(entries, '/review/%E0%A4%A', ''), null)
})

test('the query is read and written back, empty values left out', () => {
  assert.deepEqual(match(entries, '/review', '?rule=a%26b&level=')?.query, { rule: 'a&b' })
  assert.equal(address('/review', { rule: 'a&b', level: '', agent: null }), '/review?rule=a%26b')
  assert.equal(address('/review'), '/review')
})

test('a value with a slash survives its way through the address', () => {
  const path = pathOf('/review/:finding', { finding: 'a/b?c#d' })
  assert.deepEqual(match(entries, path, '')?.values, { finding: 'a/b?c#d' })
})
