import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Hold, order } from '../src/panel/order.ts'

const NOW = Date.parse('2026-11-22T02:42:23.000Z')
const row = (id: string, left: number) => ({
  id,
  due_at: new Date(NOW + left * 1000).toISOString(),
  assessed: true,
})
const ids = (rows: { id: string }[]): string => rows.map((each) => each.id).join('')

test('the most overdue is the hero and not among the rows', () => {
  const { hero, rows } = order([row('b', 18), row('a', -42), row('c', -3)], NOW)
  assert.equal(hero?.id, 'a')
  assert.equal(ids(rows), 'cb')
})

test('with nothing overdue the first is the hero from thirty seconds on', () => {
  assert.equal(order([row('a', 30), row('b', 90)], NOW).hero?.id, 'a')
  assert.equal(order([row('a', 30.001), row('b', 90)], NOW).hero, null)
})

test('a round that nobody is graded on is not the hero, but keeps its place', () => {
  const { hero, rows } = order([{ ...row('a', -60), assessed: false }, row('b', -42), row('c', 90)], NOW)
  assert.equal(hero?.id, 'b')
  assert.equal(ids(rows), 'ac')
})

test('rows due at the same moment keep one order', () => {
  assert.equal(ids(order([row('b', 90), row('a', 90)], NOW).rows), 'ab')
  assert.equal(ids(order([row('a', 90), row('b', 90)], NOW).rows), 'ab')
})

test('nothing moves under a hand, and the new order applies 600 ms after', () => {
  const hold = new Hold()
  assert.deepEqual(hold.apply(['a', 'b'], 0), ['a', 'b'])
  hold.change('pointer', true, 10)
  assert.deepEqual(hold.apply(['b', 'c'], 20), ['a', 'b', 'c'])
  hold.change('pointer', false, 1000)
  assert.deepEqual(hold.apply(['b', 'c'], 1599), ['a', 'b', 'c'])
  assert.deepEqual(hold.apply(['b', 'c'], 1600), ['b', 'c'])
})

test('a second hand keeps the order when the first goes', () => {
  const hold = new Hold()
  hold.change('pointer', true, 0)
  hold.change('key', true, 1)
  hold.change('pointer', false, 2)
  assert.equal(hold.isHeld(100_000), true)
  assert.equal(hold.endsAt(100_000), null)
  hold.change('key', false, 100_000)
  assert.equal(hold.endsAt(100_001), 100_600)
})
