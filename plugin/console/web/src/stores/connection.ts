import { computed, reactive } from 'vue'

import { onFetch, onFrame, onRefetched, onSnapshot, noLink, type Link, type Step } from '../live/reducer.ts'
import { LiveClient, type LiveState, type Socket } from '../live/client.ts'
import type { LiveEvent, ServerFrame } from '../live/frames.ts'
import { ServerClock } from '../live/clock.ts'
import { secret, sessionExpired } from '../api/secret.ts'
import { toProblem } from '../api/problem.ts'
import type { Connection } from '../api/types.ts'

export const clock = new ServerClock()

/** How the page stands with the server, and the server with the platforms. */
export const connection = reactive<{
  state: LiveState
  /** Monotonic; when the page's own connection was lost, null while it is there. */
  lostAt: number | null
  retryAt: number | null
  connections: Connection[]
  /** The page was upgraded under us. */
  isStale: boolean
}>({ state: 'idle', lostAt: null, retryAt: null, connections: [], isStale: false })

/** The first platform connection that is down. */
export const downConnection = computed(() => connection.connections.find((each) => !isUp(each.state)) ?? null)

/** What is said arrives: at once, or after what was missed. */
export function isUp(state: string): boolean {
  return state === 'live' || state === 'catching_up'
}

type Listener = (events: LiveEvent[]) => void
/** Fetches what is on the screen; a snapshot with a number says so, lists have none. */
type Refetch = () => Promise<{ stream: string; seq: number } | null>

const listeners = new Set<Listener>()
let refetch: Refetch | null = null
let link: Link = noLink
let build: string | null = null

export function onEvents(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The page on the screen says how to fetch itself; the last one that says so counts. */
export function fetchBy(next: Refetch): () => void {
  refetch = next
  return () => {
    if (refetch === next) refetch = null
  }
}

function follow(step: Step): void {
  link = step.link
  if (step.apply.length > 0) {
    for (const event of step.apply) if (event.type === 'connection.state') keepConnection(event.connection)
    for (const listener of listeners) listener(step.apply)
  }
  if (step.refetch) void fetchSnapshot()
  if (step.resume) client.resume()
}

/** How long after a snapshot that could not be had the next one is asked for, milliseconds. */
const REFETCH_AFTER = 5000

let fetching: Promise<void> | null = null
let isAskedAgain = false

async function fetchOnce(): Promise<Step | null> {
  try {
    const snapshot = refetch ? await refetch() : null
    return snapshot ? onSnapshot(link, snapshot.stream, snapshot.seq) : onRefetched(link)
  } catch (error) {
    if (toProblem(error).status !== 401) setTimeout(() => void fetchSnapshot(), REFETCH_AFTER)
    return null
  }
}

async function fetchAll(): Promise<void> {
  let step: Step | null = null
  do {
    isAskedAgain = false
    step = await fetchOnce()
  } while (isAskedAgain)
  fetching = null
  if (step) follow(step)
}

/** Fetches what is on the screen; events wait meanwhile. Asked while one is under way: once more after it. */
export function fetchSnapshot(): Promise<void> {
  link = onFetch(link)
  isAskedAgain = true
  if (fetching === null) {
    fetching = Promise.resolve().then(fetchAll)
  }
  return fetching
}

function keepConnection(next: Connection): void {
  const index = connection.connections.findIndex((each) => each.name === next.name)
  if (index < 0) connection.connections.push(next)
  else connection.connections[index] = next
}

function readClock(frame: ServerFrame): void {
  if (frame.op === 'welcome') clock.setRate(frame.clock_rate)
  if (frame.op !== 'welcome' && frame.op !== 'heartbeat') return
  const now = performance.now()
  clock.add(now, now, Date.parse(frame.server_now))
}

function take(frame: ServerFrame): void {
  readClock(frame)
  if (frame.op === 'welcome') seeBuild(frame.page_build)
  follow(onFrame(link, frame))
  // A fetch that failed while the server was away is made up for now.
  if (frame.op === 'welcome' && link.held !== null) void fetchSnapshot()
}

/** Remembers the build of the page's first answer; another one later means an upgrade. */
export function seeBuild(next: string): void {
  build ??= next
  if (build !== next) connection.isStale = true
}

function setState(state: LiveState, retryAt: number | null): void {
  connection.state = state
  connection.retryAt = retryAt
  if (state === 'live' || state === 'idle') connection.lostAt = null
  else if (state === 'waiting') connection.lostAt ??= performance.now()
}

function openSocket(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return new WebSocket(`${scheme}://${location.host}/api/v1/live`, ['sandglass.live.v1']) as Socket
}

const client = new LiveClient({
  open: openSocket,
  hello: () => ({
    op: 'hello',
    secret: secret.value ?? '',
    resume: link.stream !== null && link.last !== null ? { stream: link.stream, seq: link.last } : null,
  }),
  onFrame: take,
  onState: setState,
  onSignedOut: sessionExpired,
})

export function retryNow(): void {
  client.retry()
}

export function startLive(): void {
  client.start()
}

export function stopLive(): void {
  client.stop()
  link = noLink
}

addEventListener('online', () => client.retry())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') client.retry()
})
