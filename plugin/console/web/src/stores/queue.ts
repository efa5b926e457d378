import { computed, reactive, shallowReactive } from 'vue'

import { api, ask } from '../api/client.ts'
import { type ApiProblem, toProblem } from '../api/problem.ts'
import type { FindingDetail, FindingRow, GivenVerdict, Level, ReviewSummary, Verdict } from '../api/types.ts'
import type { LiveEvent } from '../live/frames.ts'
import type { Query } from '../router.ts'
import { type Resource, resource } from './resource.ts'

export type Tab = 'waiting' | 'decided'

export type QueueFilter = { tab: Tab; rule?: string; agent?: string; level?: Level }

const LEVELS: readonly Level[] = ['note', 'minor', 'major', 'critical']

/** The filter of an address; what it does not understand is left out. */
export function filterOf(query: Query): QueueFilter {
  const level = LEVELS.find((each) => each === query.level)
  return {
    tab: query.tab === 'decided' ? 'decided' : 'waiting',
    ...(query.rule ? { rule: query.rule } : {}),
    ...(query.agent ? { agent: query.agent } : {}),
    ...(level ? { level } : {}),
  }
}

export function queryOf(filter: QueueFilter): Record<string, string | undefined> {
  const { tab, rule, agent, level } = filter
  return { tab: tab === 'waiting' ? undefined : tab, rule, agent, level }
}

/** How many filters narrow the list. */
export function narrowed(filter: QueueFilter): number {
  return [filter.rule, filter.agent, filter.level].filter((each) => each !== undefined).length
}

const PAGE = 50

/**
 * The list on the left. Rows keep their place when they are decided; new ones raise `fresh` and are
 * loaded only when asked for, so that nothing shifts.
 */
export const queue = shallowReactive<{
  filter: QueueFilter
  rows: FindingRow[]
  next: string | null
  total: number
  isLoaded: boolean
  isLoading: boolean
  problem: ApiProblem | null
  fresh: number
}>({ filter: { tab: 'waiting' }, rows: [], next: null, total: 0, isLoaded: false, isLoading: false, problem: null, fresh: 0 })

/** Rows marked for one verdict on all of them. */
export const marked = reactive(new Set<string>())

export const summary: Resource<ReviewSummary> = resource((signal) => ask(api.GET('/review/summary', { signal })))

let running: AbortController | null = null

async function fetchPage(after: string | null): Promise<void> {
  running?.abort()
  const mine = new AbortController()
  running = mine
  queue.isLoading = true
  try {
    const query = { ...queue.filter, limit: PAGE, ...(after === null ? {} : { after }) }
    const page = await ask(api.GET('/findings', { params: { query }, signal: mine.signal }))
    if (running !== mine) return
    const known = new Set(after === null ? [] : queue.rows.map((row) => row.id))
    const rows = page.items.filter((row) => !known.has(row.id))
    queue.rows = after === null ? rows : [...queue.rows, ...rows]
    Object.assign(queue, { next: page.next_cursor, total: page.total, isLoaded: true, problem: null })
  } catch (error) {
    if (running !== mine) return
    queue.problem = toProblem(error)
  } finally {
    if (running === mine) queue.isLoading = false
  }
}

/** Loads the list from its beginning; what is shown stays until it is there. */
export async function reloadQueue(): Promise<void> {
  queue.fresh = 0
  void summary.reload()
  await fetchPage(null)
}

export async function setFilter(filter: QueueFilter): Promise<void> {
  if (queue.isLoaded && JSON.stringify(filter) === JSON.stringify(queue.filter)) return
  marked.clear()
  queue.filter = filter
  await reloadQueue()
}

export async function loadMore(): Promise<void> {
  if (queue.next === null || queue.isLoading) return
  await fetchPage(queue.next)
}

export function rowOf(id: string): FindingRow | undefined {
  return queue.rows.find((row) => row.id === id)
}

/** Puts what is known of a finding now into its row. */
export function updateRow(id: string, verdict: GivenVerdict | null, revision: number): void {
  queue.rows = queue.rows.map((row) => (row.id === id ? { ...row, verdict, revision } : row))
}

/** The row behind one that still waits, else the one before it; null: none waits any more. */
export function nextWaiting(id: string): string | null {
  const at = queue.rows.findIndex((row) => row.id === id)
  const waits = (row: FindingRow): boolean => row.verdict === null && row.id !== id
  return (queue.rows.slice(at + 1).find(waits) ?? queue.rows.slice(0, Math.max(0, at)).reverse().find(waits))?.id ?? null
}

export const isAllDone = computed(
  () => queue.isLoaded && queue.filter.tab === 'waiting' && queue.next === null && queue.rows.every((row) => row.verdict !== null),
)

const own = new Set<string>()

/** Verdicts given from here are told by the live channel too: those are no news. */
export function expectEcho(id: string): void {
  own.add(id)
}

export function takeFindingEvents(events: LiveEvent[]): void {
  let isChanged = false
  for (const event of events) {
    if (event.type !== 'finding.created' && event.type !== 'finding.decided' && event.type !== 'finding.withdrawn') continue
    isChanged = true
    if (event.type === 'finding.created') queue.fresh += queue.filter.tab === 'waiting' ? 1 : 0
    else if (!own.delete(event.finding) && rowOf(event.finding)) void refreshRow(event.finding)
  }
  if (isChanged) void summary.reload()
}

async function refreshRow(id: string): Promise<void> {
  try {
    const found = await ask(api.GET('/findings/{id}', { params: { path: { id } } }))
    updateRow(id, found.verdict, found.revision)
    if (detail.data?.id === id) detail.data = found
  } catch (error) {
    queue.problem = toProblem(error)
  }
}

let wanted: string | null = null

/** The finding that is open. */
export const detail: Resource<FindingDetail> = resource((signal) =>
  ask(api.GET('/findings/{id}', { params: { path: { id: wanted ?? '' } }, signal })),
)

export function openFinding(id: string | null): void {
  if (wanted === id) return
  wanted = id
  if (id === null) detail.clear()
  else void detail.reload()
}

export type { Verdict }
