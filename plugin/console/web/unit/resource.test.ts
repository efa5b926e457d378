import assert from 'node:assert/strict'
import { test } from 'node:test'

import { resource } from '../src/stores/resource.ts'

function later<T>() {
  const waiting: { resolve: (value: T) => void; reject: (error: unknown) => void; signal: AbortSignal }[] = []
  const load = (signal: AbortSignal): Promise<T> =>
    new Promise((resolve, reject) => waiting.push({ resolve, reject, signal }))
  return { waiting, load }
}

test('a newer request ends the older one, and its answer alone counts', async () => {
  const { waiting, load } = later<string>()
  const state = resource(load)
  const first = state.reload()
  const second = state.reload()
  assert.equal(waiting[0]?.signal.aborted, true)
  waiting[1]?.resolve('new')
  waiting[0]?.resolve('old')
  await Promise.all([first, second])
  assert.equal(state.data, 'new')
  assert.equal(state.isLoading, false)
})

test('old data stays while the new is fetched and when it fails', async () => {
  const { waiting, load } = later<string>()
  const state = resource(load)
  const first = state.reload()
  waiting[0]?.resolve('old')
  await first
  const second = state.reload()
  assert.equal(state.data, 'old')
  waiting[1]?.reject(new TypeError('Failed to fetch'))
  await second
  assert.equal(state.data, 'old')
  assert.equal(state.error?.code, 'network.lost')
})

test('that it takes long is said after 150 ms', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { waiting, load } = later<string>()
  const state = resource(load)
  const done = state.reload()
  context.mock.timers.tick(149)
  assert.equal(state.isSlow, false)
  context.mock.timers.tick(1)
  assert.equal(state.isSlow, true)
  waiting[0]?.resolve('x')
  await done
  assert.equal(state.isSlow, false)
})
