import assert from 'node:assert/strict'
import { test } from 'node:test'

import { dash, digits, stageOf } from '../src/panel/ring.ts'

test('stages begin at 100, 150, 180 and 600 seconds exactly', () => {
  const at = (seconds: number): string => stageOf(seconds * 1000, true)
  assert.deepEqual([0, 99.999, 100, 149.999, 150, 179.999, 180, 599.999, 600].map(at), [
    'calm', 'calm', 'notice', 'notice', 'urgent', 'urgent', 'overdue', 'overdue', 'unserved',
  ])
})

test('outside of the hours that count there is no stage', () => {
  assert.equal(stageOf(900_000, false), 'unassessed')
})

test('digits count down to the limit, then up with a plus', () => {
  assert.equal(digits(172_000, 8_000), '2:52')
  assert.equal(digits(18_000, 162_000), '0:18')
  assert.equal(digits(17_001, 162_999), '0:18')
  assert.equal(digits(0, 180_000), '+0:00')
  assert.equal(digits(-42_000, 222_000), '+0:42')
  assert.equal(digits(-60_000, 240_000), '+1:00')
})

test('from ten minutes on there are no digits', () => {
  assert.equal(digits(-420_000, 600_000), null)
})

test('the arc shows the part of the time that is left', () => {
  assert.equal(dash(90_000, 180_000).split(' ')[0], '53.41')
  assert.equal(dash(-1, 180_000).split(' ')[0], '0.00')
  assert.equal(dash(200_000, 180_000).split(' ')[0], '106.81')
})
