import assert from 'node:assert/strict'
import { test } from 'node:test'

import { backoff } from '../src/live/backoff.ts'
import { ServerClock } from '../src/live/clock.ts'

test('before the server spoke, the clock is that of the machine', () => {
  const clock = new ServerClock(() => 100, () => 5_000)
  assert.equal(clock.now(150), 5_050)
})

test('the offset is measured at the middle of the round trip', () => {
  const clock = new ServerClock(() => 0, () => 0)
  clock.add(100, 300, 10_200)
  assert.equal(clock.now(200), 10_200)
})

test('one late answer does not move the clock', () => {
  const clock = new ServerClock(() => 0, () => 0)
  for (const at of [0, 10, 20, 30]) clock.add(at, at, 1_000 + at)
  clock.add(40, 40, 1_000 + 40 - 900)
  assert.equal(clock.now(50), 1_050)
})

test('a clock that runs tenfold is followed, and one that stands still too', () => {
  const clock = new ServerClock(() => 0, () => 0)
  clock.add(0, 0, 1_000)
  clock.setRate(10, 0)
  assert.equal(clock.now(100), 2_000)
  clock.setRate(0, 100)
  assert.equal(clock.now(9_999), 2_000)
})

test('the wait doubles to fifteen seconds, with jitter', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 30].map((attempt) => backoff(attempt, () => 1)), [500, 1000, 2000, 4000, 8000, 15000, 15000])
  assert.equal(backoff(9, () => 0), 250)
})
