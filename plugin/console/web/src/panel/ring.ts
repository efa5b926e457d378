/** How urgent a waiting buyer is; the order is that of urgency. */
export type Stage = 'calm' | 'notice' | 'urgent' | 'overdue' | 'unserved' | 'unassessed'

export type Ladder = { notice: number; urgent: number; overdue: number; unserved: number }

export const LADDER: Ladder = { notice: 100_000, urgent: 150_000, overdue: 180_000, unserved: 600_000 }

export const RADIUS = 17
const ROUND = 2 * Math.PI * RADIUS

/** The stage of a round that has waited so long; outside of the hours that count there is none. */
export function stageOf(waited: number, isAssessed: boolean, ladder: Ladder = LADDER): Stage {
  if (!isAssessed) return 'unassessed'
  if (waited >= ladder.unserved) return 'unserved'
  if (waited >= ladder.overdue) return 'overdue'
  if (waited >= ladder.urgent) return 'urgent'
  if (waited >= ladder.notice) return 'notice'
  return 'calm'
}

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * Digits of a ring: time left `1:03`, time over `+0:42`, from ten minutes `10分+` (written by the caller).
 * @returns null from ten minutes of waiting on
 */
export function digits(left: number, waited: number, ladder: Ladder = LADDER): string | null {
  if (waited >= ladder.unserved) return null
  const seconds = left >= 0 ? Math.ceil(left / 1000) : Math.floor(-left / 1000)
  const text = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  return left < 0 || (left === 0 && waited > 0) ? `+${text}` : text
}

/** Dash of the ring: the part of the time that is left, from twelve o'clock. */
export function dash(left: number, whole: number): string {
  const share = whole > 0 ? Math.min(1, Math.max(0, left / whole)) : 0
  return `${(share * ROUND).toFixed(2)} ${ROUND.toFixed(2)}`
}
