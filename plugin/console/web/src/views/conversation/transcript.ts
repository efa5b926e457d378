import type { Conversation, TranscriptDraft, TranscriptItem, TranscriptMessage } from '../../api/types.ts'

export type Round = Conversation['rounds'][number]
export type Line =
  | { type: 'round'; key: string; round: Round }
  | { type: 'message'; key: string; message: TranscriptMessage; isFollowing: boolean }
  | { type: 'other'; key: string; item: Exclude<TranscriptItem, TranscriptMessage> }

/** What is shown, from top to bottom: a header before each message that opens a round. */
export function linesOf(conversation: Conversation, withOthers: boolean): Line[] {
  const lines: Line[] = []
  const rounds = new Map(conversation.rounds.map((round) => [round.opened_by, round]))
  let before: TranscriptMessage | null = null
  conversation.items.forEach((item, index) => {
    if (item.type !== 'message') {
      if (withOthers) {
        lines.push({ type: 'other', key: `o${index}`, item })
        before = null
      }
      return
    }
    const round = rounds.get(item.id)
    if (round) {
      lines.push({ type: 'round', key: `r${round.number}`, round })
      before = null
    }
    const isFollowing = before !== null && before.by === item.by && before.author?.id === item.author?.id
    lines.push({ type: 'message', key: `m${item.id} ${index}`, message: item, isFollowing })
    before = item
  })
  return lines
}

/** A finding of the conversation in the order of its messages. */
export type Hit = { id: string; message: string }

export function hitsOf(conversation: Conversation): Hit[] {
  return conversation.items.flatMap((item) =>
    item.type === 'message' ? item.findings.map((finding) => ({ id: finding.id, message: item.id })) : [],
  )
}

const WITHIN = 10 * 60_000

/** The draft that this message was: the last one before it that the same rule spoke of, at most ten minutes old. */
export function draftOf(conversation: Conversation, message: TranscriptMessage, rule: string): TranscriptDraft | null {
  let found: TranscriptDraft | null = null
  for (const item of conversation.items) {
    if (item === message) break
    if (item.type !== 'draft' || !item.rules.includes(rule)) continue
    if (Date.parse(message.at) - Date.parse(item.at) <= WITHIN) found = item
  }
  return found
}
