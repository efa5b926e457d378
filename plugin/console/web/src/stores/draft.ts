import { reactive } from 'vue'

import { api, ask } from '../api/client.ts'
import { type ApiProblem, ApiProblem as Problem, toProblem } from '../api/problem.ts'
import type { DraftVerdict } from '../api/types.ts'
import { t } from '../i18n/index.ts'
import { copyText } from '../text/clipboard.ts'
import { say } from './toasts.ts'

/** As many characters as the server takes. */
export const LONGEST = 20_000
const PATIENCE = 150

/** The draft box: a text, whom it is for, and what the rules say of exactly this text. */
export const draft = reactive<{
  conversation: string | null
  text: string
  verdict: DraftVerdict | null
  /** The text that `verdict` is about. */
  checked: string
  isChecking: boolean
  problem: ApiProblem | null
  isReasonAsked: boolean
  reason: string
}>({
  conversation: null,
  text: '',
  verdict: null,
  checked: '',
  isChecking: false,
  problem: null,
  isReasonAsked: false,
  reason: '',
})

/** Drafts of the other conversations, so that going to and fro loses no text. */
const others = new Map<string, string>()

let isRunning = false

/** Shows the draft for another conversation. */
export function draftFor(conversation: string | null): void {
  if (draft.conversation === conversation) return
  if (draft.conversation !== null) others.set(draft.conversation, draft.text)
  draft.conversation = conversation
  clearVerdict()
  draft.text = conversation === null ? '' : (others.get(conversation) ?? '')
  void check()
}

function clearVerdict(): void {
  Object.assign(draft, { verdict: null, checked: '', problem: null, isReasonAsked: false, reason: '' })
}

export function write(text: string): void {
  draft.text = text
  if (text.trim() === '') clearVerdict()
  void check()
}

/** One check at a time, always of the newest text: a burst of keys ends in one verdict, that of the last. */
export async function check(): Promise<void> {
  if (isRunning) return
  isRunning = true
  const patience = setTimeout(() => {
    draft.isChecking = true
  }, PATIENCE)
  try {
    while (await checkNewest());
  } finally {
    clearTimeout(patience)
    draft.isChecking = false
    isRunning = false
  }
}

/** @returns whether there is a newer text to check */
async function checkNewest(): Promise<boolean> {
  const { conversation, text } = draft
  if (conversation === null || text.trim() === '') return false
  if (draft.verdict !== null && draft.checked === text) return false
  if (text.length > LONGEST) {
    draft.verdict = null
    draft.problem = new Problem({ status: 413, code: 'draft.long', title: '', params: { most: LONGEST } })
    return false
  }
  const before = draft.verdict
  try {
    const verdict = await ask(api.POST('/drafts/check', { body: { conversation, text } }))
    if (draft.conversation !== conversation) return true
    Object.assign(draft, { verdict, checked: text, problem: null })
    if (before !== null && before.decision !== 'allow' && verdict.decision === 'allow') tell(before.id, 'edit', '')
  } catch (error) {
    draft.problem = toProblem(error)
    return false
  }
  return draft.text !== text
}

function tell(id: string, choice: 'adopt' | 'edit' | 'override', reason: string): void {
  ask(api.POST('/drafts/{id}/decision', { params: { path: { id } }, body: { choice, reason } })).catch((error: unknown) => {
    draft.problem = toProblem(error)
  })
}

/** Whether the verdict is about the text that stands there. */
export function isCurrent(): boolean {
  return draft.verdict !== null && draft.checked === draft.text
}

/** Takes the sentence that the rules propose, and copies it. */
export function adopt(): void {
  const verdict = draft.verdict
  if (!isCurrent() || verdict === null || verdict.rewrite === null) return
  tell(verdict.id, 'adopt', '')
  draft.text = verdict.rewrite
  clearVerdict()
  void copyText(draft.text, t('draft.adopted'))
  void check()
}

/** Copies a text that the rules let pass. */
export function copyDraft(): void {
  if (isCurrent() && draft.verdict?.decision === 'allow') void copyText(draft.text, t('draft.copied'))
}

export function askReason(): void {
  if (isCurrent() && draft.verdict?.decision === 'warn' && draft.verdict.can_override) draft.isReasonAsked = true
}

/** Sends anyway: the reason is kept, the text copied as it stands. */
export function override(): void {
  const verdict = draft.verdict
  const reason = draft.reason.trim()
  if (!isCurrent() || verdict === null || !verdict.can_override) return
  if (reason === '') {
    say(t('draft.reasonMissing'), { isError: true })
    return
  }
  tell(verdict.id, 'override', reason)
  draft.isReasonAsked = false
  void copyText(draft.text, t('draft.overridden'))
}
