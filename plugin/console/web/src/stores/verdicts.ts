import { reactive } from 'vue'

import { api, ask } from '../api/client.ts'
import { type ApiProblem, toProblem } from '../api/problem.ts'
import type { FindingRow, GivenVerdict, Verdict } from '../api/types.ts'
import { t } from '../i18n/index.ts'
import { clock } from './connection.ts'
import { dropNote, noteOf } from './notes.ts'
import { sayProblem } from './problems.ts'
import { detail, expectEcho, rowOf, summary, updateRow } from './queue.ts'
import { session } from './session.ts'
import { say } from './toasts.ts'

/** Somebody else's verdict that came first. */
export type Conflict = { finding: string; wanted: Verdict; current: GivenVerdict }

export const verdicts = reactive<{ conflict: Conflict | null; undoable: { finding: string; revision: number } | null }>({
  conflict: null,
  undoable: null,
})

const pending = new Set<string>()

export const verdictNames = {
  confirm: 'verdict.confirm',
  dismiss: 'verdict.dismiss',
  coach: 'verdict.coach',
  unsure: 'verdict.unsure',
  withdrawn: 'verdict.withdrawn',
} as const

const tag = (revision: number): string => `"r${revision}"`

type Target = Pick<FindingRow, 'id' | 'verdict' | 'revision'>

function target(id: string): Target | null {
  return rowOf(id) ?? (detail.data?.id === id ? detail.data : null)
}

/** Puts a verdict into the row and the open finding. */
function show(id: string, verdict: GivenVerdict | null, revision: number): void {
  updateRow(id, verdict, revision)
  if (detail.data?.id === id) detail.data = { ...detail.data, verdict, revision }
}

function asGiven(verdict: Verdict, note: string, revision: number): GivenVerdict {
  const at = new Date(clock.now()).toISOString()
  return { verdict, by: session.value?.person.name ?? '', note, at, revision: revision + 1 }
}

type Outcome = { isDone: true } | { isDone: false; problem: ApiProblem }

/** Gives one verdict; it shows at once and is taken back where the server refuses. */
async function give(id: string, verdict: Verdict): Promise<Outcome | null> {
  const before = target(id)
  if (!before || pending.has(id)) return null
  pending.add(id)
  const note = noteOf(id)
  show(id, asGiven(verdict, note, before.revision), before.revision)
  expectEcho(id)
  try {
    const params = { path: { id }, header: { 'If-Match': tag(before.revision) } }
    const found = await ask(api.PUT('/findings/{id}/verdict', { params, body: { verdict, note } }))
    show(id, found.verdict, found.revision)
    if (detail.data?.id === id) detail.data = found
    dropNote(id)
    verdicts.undoable = { finding: id, revision: found.revision }
    return { isDone: true }
  } catch (error) {
    show(id, before.verdict, before.revision)
    return { isDone: false, problem: toProblem(error) }
  } finally {
    pending.delete(id)
  }
}

/** One verdict on one finding, with its undo and its conflict. */
export async function judge(id: string, verdict: Verdict): Promise<void> {
  const outcome = await give(id, verdict)
  if (outcome === null) return
  if (outcome.isDone) {
    say(t('review.judged', { verdict: t(verdictNames[verdict]) }), { action: { text: t('review.undo'), key: 'Z', run: () => void undo() } })
    void summary.reload()
    return
  }
  refused(id, verdict, outcome.problem)
}

function refused(id: string, verdict: Verdict, problem: ApiProblem): void {
  const current = problem.current
  if (problem.code !== 'verdict.taken' || current === null) {
    sayProblem(problem)
    return
  }
  show(id, current, current.revision)
  verdicts.conflict = { finding: id, wanted: verdict, current }
}

const AT_ONCE = 4

/** One verdict on many; each fails by itself. */
export async function judgeAll(ids: string[], verdict: Verdict): Promise<void> {
  const rest = [...ids]
  let done = 0
  let isLost: ApiProblem | null = null
  const work = async (): Promise<void> => {
    for (let id = rest.shift(); id !== undefined; id = rest.shift()) {
      const outcome = await give(id, verdict)
      if (outcome?.isDone) done += 1
      else if (outcome) isLost = outcome.problem
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  verdicts.undoable = null
  say(t(isLost ? 'review.batchPartly' : 'review.batchDone', { n: done, all: ids.length }), { isError: isLost !== null })
  void summary.reload()
}

/** Takes the last verdict back. */
export async function undo(): Promise<void> {
  const last = verdicts.undoable
  if (last) await withdraw(last.finding, last.revision)
}

/** Takes a verdict of one's own back; the record keeps both. */
export async function withdraw(id: string, revision: number): Promise<void> {
  if (pending.has(id)) return
  pending.add(id)
  verdicts.undoable = null
  expectEcho(id)
  try {
    const found = await ask(
      api.DELETE('/findings/{id}/verdict', { params: { path: { id }, header: { 'If-Match': tag(revision) } } }),
    )
    show(id, found.verdict, found.revision)
    if (detail.data?.id === id) detail.data = found
    say(t('review.undone'))
    void summary.reload()
  } catch (error) {
    const problem = toProblem(error)
    if (problem.code === 'verdict.taken') void detail.reload()
    sayProblem(problem)
  } finally {
    pending.delete(id)
  }
}
