// A console server without Sandglass, for work on the page and for looking at it: serves the built
// page, answers as docs/openapi.yaml says, and plays a live channel by hand.
//   node scripts/mock.mjs [PORT] [--language zh|en] [--scene panel|empty|calm|reviewer] [--run]
// --run: the clock runs; without it the page stands still at the moment of the pictures.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

import { reviewRoutes } from './mock_review.mjs'
import { answered, round, verdict, words } from './mock_scenes.mjs'
import { accept } from './websocket.mjs'

const web = join(dirname(fileURLToPath(import.meta.url)), '..')
const BEGIN = Date.parse('2026-11-22T02:42:23.000Z')
export const SECRET = 'mock-secret'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"

const MEDIA = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json',
}

const iso = (ms) => new Date(ms).toISOString()

/** Starts a mock; what it tells can be changed while it runs. */
export async function startMock({ port = 0, language = 'zh', scene = 'panel', isRunning = false, roles, rows = 6, total } = {}) {
  const began = Date.now()
  const now = () => BEGIN + (isRunning ? Date.now() - began : 0)
  const world = {
    language,
    rate: isRunning ? 1 : 0,
    isSignedIn: true,
    isDown: false,
    sockets: new Set(),
    stream: '9f3c2a10b7de4456',
    seq: 57,
    past: [],
    build: '5d41402abc4b2a76',
    connections: [{ name: 'feige', state: 'live', since: iso(BEGIN - 3_600_000), retry_in_ms: null }],
    waiting: scene === 'empty' ? [] : Array.from({ length: rows }, (_, index) => round(index, now(), language)),
    answered: answered(now(), language),
    total,
    roles: roles ?? (scene === 'reviewer' ? ['reviewer', 'supervisor'] : ['agent']),
    drafts: 0,
    decisions: [],
    requests: [],
    /** Answers that come before the ordinary ones: `${method} ${path}` to a function of the request. */
    overrides: new Map(),
  }
  if (scene === 'calm') world.waiting = world.waiting.filter((each) => Date.parse(each.due_at) - now() > 30_000)

  const routes = { ...panelRoutes(world, now), ...reviewRoutes(world, now) }
  const server = createServer((request, response) => {
    serve(world, routes, request, response).catch((error) => {
      response.writeHead(500).end(String(error))
    })
  })
  server.on('upgrade', (request, socket) => openLive(world, now, request, socket))
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}`
  return { url, world, now, tell: (event) => tell(world, event), restart: () => restart(world), close: () => closeAll(world, server) }
}

function closeAll(world, server) {
  for (const socket of world.sockets) socket.cut()
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
}

/** As another run of the server: its events are numbered anew. */
function restart(world) {
  world.stream = `${world.stream}0`
  world.seq = 3
}

/** Sends an event to all viewers, and keeps the snapshot in step. */
function tell(world, event) {
  world.seq += 1
  if (event.type === 'round.waiting') {
    world.waiting = [...world.waiting.filter((each) => each.id !== event.round.id), event.round]
  } else if (event.type === 'round.gone') {
    world.waiting = world.waiting.filter((each) => each.id !== event.id)
    if (event.answered) world.answered.unshift(event.answered)
  } else if (event.type === 'connection.state') world.connections = [event.connection]
  world.past.push({ seq: world.seq, ...event })
  const frame = { op: 'events', from: world.seq - 1, to: world.seq, events: [{ seq: world.seq, ...event }] }
  for (const socket of world.sockets) socket.send(JSON.stringify(frame))
}

function openLive(world, now, request, socket) {
  if (world.isDown || request.url !== '/api/v1/live') {
    socket.destroy()
    return
  }
  const channel = accept(request, socket, 'sandglass.live.v1')
  channel.onClose = () => world.sockets.delete(channel)
  channel.onText = (text) => {
    const hello = JSON.parse(text)
    if (hello.op !== 'hello' || hello.secret !== SECRET) {
      channel.close(4001)
      return
    }
    world.sockets.add(channel)
    const missed = hello.resume?.stream === world.stream ? hello.resume.seq : null
    channel.send(
      JSON.stringify({
        op: 'welcome', stream: world.stream, seq: world.seq, server_now: iso(now()), clock_rate: world.rate, page_build: world.build,
      }),
    )
    if (missed !== null && missed < world.seq) {
      const events = world.past.filter((each) => each.seq > missed)
      channel.send(JSON.stringify({ op: 'events', from: missed, to: world.seq, events }))
    }
  }
}

function problem(status, code, title, more = {}) {
  return {
    status,
    type: 'application/problem+json',
    body: {
      type: `urn:sandglass:problem:${code.replaceAll('.', '-')}`,
      title, status, code, params: {}, errors: [], instance: '/api/v1', trace_id: '4bf92f3577b34da6', ...more,
    },
  }
}
export { problem }

function panelRoutes(world, now) {
  const figure = (key, value, threshold) => ({ key, value, numerator: null, denominator: null, threshold })
  return {
    'POST /session': ({ body }) =>
      body.pairing === 'wrong' ? problem(401, 'pairing.refused', 'The code is wrong') : signIn(world),
    'GET /session': () => ({
      status: 200,
      body: {
        person: { id: 'lin', name: world.roles.includes('agent') ? words(world.language).me : world.language === 'en' ? 'Shen Lan' : '沈岚' },
        roles: world.roles,
        language: world.language,
        agents: world.roles.includes('agent') ? [{ source: 'feige', id: 'a_2', name: words(world.language).me }] : [],
        connections: world.connections,
        ladder: { notice_ms: 100000, urgent_ms: 150000, overdue_ms: 180000, unserved_ms: 600000 },
        server_now: iso(now()),
        clock_rate: world.rate,
        page_build: world.build,
      },
    }),
    'GET /rounds': () => ({
      status: 200,
      body: { server_now: iso(now()), stream: world.stream, seq: world.seq, waiting: world.waiting, answered: world.answered },
    }),
    'POST /rounds/:id/focus': ({ values }) => {
      const found = world.waiting.find((each) => each.id === values.id)
      return found ? { status: 200, body: { how: 'copy', name: found.customer } } : problem(404, 'not.found', 'Not found')
    },
    'POST /rounds/:id/snooze': () => ({ status: 204 }),
    'POST /drafts/check': ({ body }) => {
      world.drafts += 1
      return { status: 200, body: verdict(body.text, world.language, `pd_${world.drafts}`) }
    },
    'POST /drafts/:id/decision': ({ body, values }) => {
      world.decisions.push({ id: values.id, ...body })
      return { status: 204 }
    },
    'GET /metrics/summary': () => ({
      status: 200,
      body: {
        from: '2026-11-21T16:00:00.000Z',
        to: '2026-11-22T16:00:00.000Z',
        figures: [figure('three_minute_round_rate', 0.938, 0.9), figure('mean_response_ms', 48000, 120000)],
      },
    }),
  }
}

function signIn(world) {
  world.isSignedIn = true
  return { status: 201, body: { secret: SECRET }, headers: { 'Set-Cookie': 'sandglass=mock; HttpOnly; SameSite=Strict; Path=/' } }
}

function find(routes, method, path) {
  const parts = path.split('/').slice(1)
  for (const [name, handler] of Object.entries(routes)) {
    const [verb, pattern] = name.split(' ')
    const wanted = pattern.split('/').slice(1)
    if (verb !== method || wanted.length !== parts.length) continue
    const values = {}
    const fits = wanted.every((segment, index) => {
      if (!segment.startsWith(':')) return segment === parts[index]
      values[segment.slice(1)] = decodeURIComponent(parts[index])
      return true
    })
    if (fits) return { handler: (request) => handler({ ...request, values }) }
  }
  return null
}

async function serve(world, routes, request, response) {
  const url = new URL(request.url, 'http://mock')
  if (world.isDown) {
    request.destroy()
    return
  }
  if (!url.pathname.startsWith('/api/v1/')) {
    await serveFile(url.pathname, response)
    return
  }
  const path = url.pathname.slice('/api/v1'.length)
  const name = `${request.method} ${path}`
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const asked = { body: text === '' ? null : JSON.parse(text), query: url.searchParams, headers: request.headers, values: {} }
  world.requests.push({ name, ...asked })
  const isOpen = name === 'POST /session'
  const answer = await (!isOpen && (!world.isSignedIn || request.headers['x-sandglass-session'] !== SECRET)
    ? problem(401, 'session.missing', 'Sign in first')
    : (world.overrides.get(name)?.(asked) ??
      find(routes, request.method, path)?.handler(asked) ??
      problem(404, 'not.found', 'Not found')))
  const body = answer.body === undefined ? undefined : JSON.stringify(answer.body)
  response.writeHead(answer.status, {
    'Content-Type': answer.type ?? 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...answer.headers,
  })
  response.end(body)
}

async function serveFile(path, response) {
  const dist = join(web, 'build/pages')
  const name = extname(path) === '' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '')
  try {
    const bytes = await readFile(join(dist, name))
    response.writeHead(200, {
      'Content-Type': MEDIA[extname(name)] ?? 'application/octet-stream',
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
    response.end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name) => {
    const at = process.argv.indexOf(`--${name}`)
    return at < 0 ? undefined : process.argv[at + 1]
  }
  const mock = await startMock({
    port: Number(process.argv[2]) || 8791,
    language: option('language') ?? 'zh',
    scene: option('scene') ?? 'panel',
    isRunning: process.argv.includes('--run'),
  })
  console.log(`${mock.url}/#pair=mock`)
}
