import type { Level } from '../../api/types.ts'
import { t } from '../../i18n/index.ts'
import type { Span } from '../../text/spans.ts'

const names = { note: 'level.note', minor: 'level.minor', major: 'level.major', critical: 'level.critical' } as const

export function levelName(level: Level): string {
  return t(names[level])
}

/** How many of the three bars are filled. */
export function severity(level: Level): number {
  return { note: 1, minor: 2, major: 2, critical: 3 }[level]
}

/** Code points before the first hit that a row shows. */
const BEFORE = 8
const LENGTH = 60

/** The part of a message that a row has room for, with the first hit in sight; offsets in code points. */
export function window(text: string, spans: Span[]): { text: string; spans: Span[] } {
  const points = Array.from(text.replace(/\s/g, ' '))
  const first = spans.length > 0 ? Math.min(...spans.map((each) => each.start)) : 0
  const from = first > BEFORE + 4 ? first - BEFORE : 0
  const shown = points.slice(from, from + LENGTH).join('')
  const lead = from > 0 ? '…' : ''
  const moved = spans.map((each) => ({ start: each.start - from + lead.length, len: each.len }))
  return { text: lead + shown, spans: moved.filter((each) => each.start + each.len > 0) }
}
