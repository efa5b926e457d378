import type { WaitingRound } from '../../api/types.ts'
import { t } from '../../i18n/index.ts'
import { type Stage, digits } from '../../panel/ring.ts'
import { ladder } from '../../stores/session.ts'
import { plain } from '../../text/spans.ts'

export function nameOf(round: { customer: string | null }): string {
  return round.customer === null ? t('customer.unknown') : plain(round.customer)
}

type Kind = NonNullable<WaitingRound['last']>['kind']

const kinds = {
  image: 'kind.image',
  video: 'kind.video',
  audio: 'kind.audio',
  file: 'kind.file',
  product: 'kind.product',
  order: 'kind.order',
  location: 'kind.location',
  other: 'kind.other',
} as const

/** `[图片] 收到的这个线头好多`: what kind of message it was, where it is not text, and its words. */
export function withKind(kind: Kind | string, text: string): string {
  const key = (kinds as Record<string, (typeof kinds)[keyof typeof kinds]>)[kind]
  return key ? `${t(key)} ${text}`.trim() : text
}

export function lastWords(round: WaitingRound): string {
  return round.last ? withKind(round.last.kind, round.last.text) : ''
}

const stageKeys = {
  calm: 'stage.calm',
  notice: 'stage.notice',
  urgent: 'stage.urgent',
  overdue: 'stage.overdue',
  unserved: 'stage.unserved',
  unassessed: 'stage.unassessed',
} as const

export function stageName(stage: Stage): string {
  return t(stageKeys[stage])
}

/** What a screen reader hears between the name and the words of a row: stage and time. */
export function spokenTime(round: WaitingRound, stage: Stage, now: number): string {
  const left = Date.parse(round.due_at) - now
  const time = digits(left, now - Date.parse(round.opened_at), ladder.value) ?? t('panel.tenMinutes')
  return t(left >= 0 ? 'panel.rowLeft' : 'panel.rowOver', {
    stage: stageName(stage),
    time: time.replace('+', ''),
  })
}
