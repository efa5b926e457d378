import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { LiveEvent, ServerFrame } from '../src/live/frames.ts'
import { type Link, noLink, onFetch, onFrame, onRefetched, onSnapshot } from '../src/live/reducer.ts'

const event = (seq: number): LiveEvent => ({ seq, type: 'conversation.gone', conversation: `c${seq}` })
const events = (from: number, to: number): ServerFrame => ({
  op: 'events', from, to, events: Array.from({ length: to - from }, (_, index) => event(from + index + 1)),
})
const welcome = (stream: string, seq: number): ServerFrame => ({
  op: 'welcome', stream, seq, server_now: '2026-11-22T02:42:23.000Z', clock_rate: 1, page_build: 'a',
})

/** Plays frames; a resume is answered as the server would, from its whole history. */
function play(frames: ServerFrame[], start: Link, newest: number): { link: Link; seen: number[] } {
  const seen: number[] = []
  let link = start
  for (const frame of frames) {
    let step = onFrame(link, frame)
    if (step.resume && step.link.last !== null) step = onFrame(step.link, events(step.link.last, newest))
    seen.push(...step.apply.map((each) => each.seq))
    link = step.link
  }
  return { link, seen }
}

test('whatever comes twice, late or out of order, each event is applied once and in order', () => {
  const frames = Array.from({ length: 12 }, (_, index) => events(index, index + 1))
  for (let seed = 1; seed <= 200; seed += 1) {
    let state = seed
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return state / 2_147_483_648
    }
    const played = frames.flatMap((frame) => (random() < 0.2 ? [] : random() < 0.3 ? [frame, frame] : [frame]))
    for (let index = played.length - 1; index > 0; index -= 1) {
      if (random() < 0.3) [played[index], played[index - 1]] = [played[index - 1]!, played[index]!]
    }
    const { link, seen } = play([...played, events(11, 12)], { stream: 's', last: 0, held: null }, 12)
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], `seed ${seed}`)
    assert.equal(link.last, 12)
  }
})

test('numbers that are not for this viewer are covered by the frame', () => {
  const frame: ServerFrame = { op: 'events', from: 5, to: 9, events: [event(7)] }
  const step = onFrame({ stream: 's', last: 5, held: null }, frame)
  assert.deepEqual(step.apply.map((each) => each.seq), [7])
  assert.equal(step.link.last, 9)
})

test('a gap asks for the events once more and applies nothing', () => {
  const step = onFrame({ stream: 's', last: 5, held: null }, events(6, 7))
  assert.equal(step.resume, true)
  assert.deepEqual(step.apply, [])
  assert.equal(step.link.last, 5)
})

test('events that come while a snapshot is fetched are applied behind it, those within it are not', () => {
  let link = onFetch({ stream: 's', last: 3, held: null })
  link = onFrame(link, events(3, 5)).link
  link = onFrame(link, events(5, 8)).link
  const step = onSnapshot(link, 's', 6)
  assert.deepEqual(step.apply.map((each) => each.seq), [7, 8])
  assert.deepEqual(step.link, { stream: 's', last: 8, held: null })
})

test('another run of the server asks for everything anew', () => {
  const step = onFrame({ stream: 'old', last: 900, held: null }, welcome('new', 4))
  assert.equal(step.refetch, true)
  assert.deepEqual(onSnapshot(step.link, 'new', 4).link, { stream: 'new', last: 4, held: null })
})

test('the same run goes on without fetching', () => {
  const step = onFrame({ stream: 's', last: 4, held: null }, welcome('s', 9))
  assert.equal(step.refetch, false)
  assert.equal(step.link.last, 4)
})

test('a resync asks for everything and keeps what comes until it is there', () => {
  const step = onFrame({ stream: 's', last: 4, held: null }, { op: 'resync', why: 'slow' })
  assert.equal(step.refetch, true)
  const held = onFrame(step.link, events(40, 41)).link
  assert.deepEqual(onSnapshot(held, 's', 40).apply.map((each) => each.seq), [41])
})

test('lists without a number go on with whatever comes', () => {
  const held = onFrame(onFetch(noLink), events(40, 42)).link
  assert.deepEqual(onRefetched(held).apply.map((each) => each.seq), [41, 42])
})
