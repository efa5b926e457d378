import { computed, reactive, shallowReactive } from 'vue'

import { api, ask } from '../api/client.ts'
import { type ApiProblem, toProblem } from '../api/problem.ts'
import type { AnsweredRound, WaitingRound } from '../api/types.ts'
import type { LiveEvent } from '../live/frames.ts'
import { Hold, order } from '../panel/order.ts'
import { type Stage, stageOf } from '../panel/ring.ts'
import { Ticker } from '../panel/ticker.ts'
import { clock, connection, isUp } from './connection.ts'
import { ladder } from './session.ts'

/** After so long without the server, digits are a guess: somebody else may have answered. */
const GUESS_AFTER = 60_000

/** Waiting rounds by id; rows that are gone stay among `ghosts` until the order on the screen lets them go. */
const waiting = shallowReactive(new Map<string, WaitingRound>())
const ghosts = shallowReactive(new Map<string, WaitingRound>())
const stages = reactive(new Map<string, Stage>())
const hold = new Hold()

export const ticker = new Ticker(() => clock.now())

export const rounds = shallowReactive<{
  answered: AnsweredRound[]
  /** What the screen shows, in order. */
  hero: string | null
  rows: string[]
  isLoaded: boolean
  problem: ApiProblem | null
  /** The page has been without the server, or the server without the platform, for a minute. */
  isGuess: boolean
}>({ answered: [], hero: null, rows: [], isLoaded: false, problem: null, isGuess: false })

export function roundOf(id: string): WaitingRound | undefined {
  return waiting.get(id) ?? ghosts.get(id)
}

export function isGhost(id: string): boolean {
  return !waiting.has(id)
}

export function stageNow(id: string): Stage {
  return stages.get(id) ?? 'calm'
}

/** Ids as the keys 1 … 9 count them. */
export const numbered = computed(() => (rounds.hero === null ? rounds.rows : [rounds.hero, ...rounds.rows]))

/** Puts the rows in order, unless a hand is on them. */
function arrange(): void {
  const now = clock.now()
  const monotonic = performance.now()
  const isHeld = hold.isHeld(monotonic)
  const next = order([...waiting.values()], now)
  const ids = (next.hero ? [next.hero, ...next.rows] : next.rows).map((row) => row.id)
  const shown = hold.apply(ids, monotonic)
  if (!isHeld) {
    ghosts.clear()
    setOrder(next.hero?.id ?? null, shown)
  } else {
    setOrder(rounds.hero, shown)
  }
  for (const id of stages.keys()) if (!waiting.has(id)) stages.delete(id)
}

function setOrder(hero: string | null, ids: string[]): void {
  const rows = ids.filter((id) => id !== hero)
  rounds.hero = hero
  if (rows.length !== rounds.rows.length || rows.some((id, index) => id !== rounds.rows[index])) rounds.rows = rows
}

let release: ReturnType<typeof setTimeout> | undefined

/** A key is down, the pointer is over the list, a menu is open: nothing moves until 600 ms after. */
export function holdOrder(reason: string, isHeld: boolean): void {
  const now = performance.now()
  hold.change(reason, isHeld, now)
  const ends = hold.endsAt(now)
  clearTimeout(release)
  if (ends !== null) release = setTimeout(arrange, ends - now + 1)
}

function keep(round: WaitingRound): void {
  waiting.set(round.id, round)
  ghosts.delete(round.id)
  rounds.answered = rounds.answered.filter((each) => each.conversation !== round.conversation)
}

function remove(id: string, answered: AnsweredRound | null): void {
  const gone = waiting.get(id)
  waiting.delete(id)
  if (gone) ghosts.set(id, gone)
  if (answered) {
    rounds.answered = [answered, ...rounds.answered.filter((each) => each.conversation !== answered.conversation)]
  }
}

/** Applies what the live channel tells. */
export function takeEvents(events: LiveEvent[]): void {
  for (const event of events) {
    if (event.type === 'round.waiting') keep(event.round)
    else if (event.type === 'round.gone') remove(event.id, event.answered)
    else if (event.type === 'conversation.gone') {
      rounds.answered = rounds.answered.filter((each) => each.conversation !== event.conversation)
    }
  }
  readStages(clock.now())
  arrange()
}

/** Fetches the snapshot; what it does not hold any more is gone. */
export async function fetchRounds(): Promise<{ stream: string; seq: number }> {
  try {
    const sent = performance.now()
    const snapshot = await ask(api.GET('/rounds'))
    clock.add(sent, performance.now(), Date.parse(snapshot.server_now))
    const known = new Set(snapshot.waiting.map((each) => each.id))
    for (const id of [...waiting.keys()]) if (!known.has(id)) remove(id, null)
    for (const round of snapshot.waiting) keep(round)
    Object.assign(rounds, { answered: snapshot.answered, isLoaded: true, problem: null })
    readStages(clock.now())
    arrange()
    return { stream: snapshot.stream, seq: snapshot.seq }
  } catch (error) {
    rounds.problem = toProblem(error)
    throw error
  }
}

/** @returns the rounds that came to another stage with this call */
function readStages(now: number): { id: string; stage: Stage }[] {
  const changed: { id: string; stage: Stage }[] = []
  for (const round of waiting.values()) {
    const stage = stageOf(now - Date.parse(round.opened_at), round.assessed, ladder.value)
    if (stages.get(round.id) === stage) continue
    stages.set(round.id, stage)
    changed.push({ id: round.id, stage })
  }
  return changed
}

type StageListener = (changed: { id: string; stage: Stage }[], now: number) => void
const stageListeners = new Set<StageListener>()

export function onStages(listener: StageListener): () => void {
  stageListeners.add(listener)
  return () => stageListeners.delete(listener)
}

function isCutOff(monotonic: number, now: number): boolean {
  if (connection.lostAt !== null && monotonic - connection.lostAt >= GUESS_AFTER) return true
  return connection.connections.some((each) => !isUp(each.state) && now - Date.parse(each.since) >= GUESS_AFTER)
}

/** Follows the clock as long as the panel is open. */
export function followClock(): () => void {
  return ticker.add((now, monotonic) => {
    rounds.isGuess = isCutOff(monotonic, now)
    const changed = readStages(now)
    arrange()
    for (const listener of stageListeners) listener(changed, now)
  })
}

export function waitingCount(stage: Stage): number {
  return [...stages.values()].filter((each) => each === stage).length
}
