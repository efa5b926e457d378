import assert from 'node:assert/strict'
import { afterEach, mock, test } from 'node:test'

import { LiveClient, type LiveState, type Socket } from '../src/live/client.ts'

class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  sent: string[] = []
  isClosed = false
  send(text: string): void {
    this.sent.push(text)
  }
  close(): void {
    this.isClosed = true
  }
}

const started: LiveClient[] = []

afterEach(() => {
  for (const client of started.splice(0)) client.stop()
})

function build() {
  const sockets: FakeSocket[] = []
  const states: LiveState[] = []
  let signedOut = 0
  const client = new LiveClient({
    open: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket
    },
    hello: () => ({ op: 'hello', secret: 's', resume: { stream: 'x', seq: 7 } }),
    onFrame: () => undefined,
    onState: (state) => states.push(state),
    onSignedOut: () => {
      signedOut += 1
    },
    monotonic: () => 0,
  })
  started.push(client)
  client.start()
  return { client, sockets, states, signedOut: () => signedOut }
}

const WELCOME = { data: JSON.stringify({ op: 'welcome', stream: 'x', seq: 9, server_now: '', clock_rate: 1, page_build: '' }) }

test('the first frame is the hello, with where to go on', () => {
  const { sockets } = build()
  sockets[0]?.onopen?.()
  assert.deepEqual(JSON.parse(sockets[0]?.sent[0] ?? ''), { op: 'hello', secret: 's', resume: { stream: 'x', seq: 7 } })
})

test('a lost connection is opened again after a wait, or at once by hand', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, sockets, states } = build()
  sockets[0]?.onmessage?.(WELCOME)
  sockets[0]?.onclose?.({ code: 1006 })
  assert.equal(states.at(-1), 'waiting')
  assert.equal(sockets.length, 1)
  context.mock.timers.tick(500)
  assert.equal(sockets.length, 2)
  sockets[1]?.onclose?.({ code: 1006 })
  client.retry()
  assert.equal(sockets.length, 3)
  client.retry()
  assert.equal(sockets.length, 3)
})

test('a connection that says nothing for thirty seconds is dead', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { sockets, states } = build()
  sockets[0]?.onopen?.()
  context.mock.timers.tick(29_999)
  assert.equal(sockets[0]?.isClosed, false)
  context.mock.timers.tick(1)
  assert.equal(sockets[0]?.isClosed, true)
  assert.equal(states.at(-1), 'waiting')
})

test('a session that the server ended is not tried again', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { sockets, signedOut } = build()
  sockets[0]?.onclose?.({ code: 4001 })
  context.mock.timers.tick(60_000)
  assert.equal(sockets.length, 1)
  assert.equal(signedOut(), 1)
})

test('a frame that is not JSON is left out', () => {
  const onFrame = mock.fn()
  const socket = new FakeSocket()
  const client = new LiveClient({
    open: () => socket,
    hello: () => ({ op: 'hello', secret: '', resume: null }),
    onFrame,
    onState: () => undefined,
    onSignedOut: () => undefined,
  })
  client.start()
  socket.onmessage?.({ data: '{' })
  socket.onmessage?.({ data: 'null' })
  socket.onmessage?.(WELCOME)
  assert.equal(onFrame.mock.callCount(), 1)
  client.stop()
})
