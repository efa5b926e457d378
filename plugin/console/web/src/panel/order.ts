/** What the order of the panel needs of a row. */
export type Ordered = { id: string; due_at: string; assessed: boolean }

/** Below this much time left the first row becomes the hero. */
export const HERO_BELOW = 30_000

const HOLD = 600

function byDue(one: Ordered, other: Ordered): number {
  const a = Date.parse(one.due_at)
  const b = Date.parse(other.due_at)
  if (a !== b) return a < b ? -1 : 1
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0
}

/**
 * The rows by time left, and the one above them: the most overdue, else the first where it has 30 s or
 * less. The hero is not among the rows; rounds that nobody is graded on are never it.
 * @param now of the server, milliseconds
 */
export function order<Row extends Ordered>(rows: readonly Row[], now: number): { hero: Row | null; rows: Row[] } {
  const sorted = [...rows].sort(byDue)
  const hero = sorted.find((row) => row.assessed && Date.parse(row.due_at) - now <= HERO_BELOW) ?? null
  return { hero, rows: sorted.filter((row) => row !== hero) }
}

/**
 * Keeps the order on the screen while a key is down or the pointer is over the list, and for 600 ms
 * after, so that nothing moves under a hand. Rows that are gone keep their place as long.
 */
export class Hold {
  private readonly reasons = new Set<string>()
  private releasedAt = Number.NEGATIVE_INFINITY
  private shown: string[] = []

  /** @param reason of this hold; the order is held while there is any */
  change(reason: string, isHeld: boolean, now: number): void {
    const was = this.reasons.size > 0
    if (isHeld) this.reasons.add(reason)
    else this.reasons.delete(reason)
    if (was && this.reasons.size === 0) this.releasedAt = now
  }

  isHeld(now: number): boolean {
    return this.reasons.size > 0 || now - this.releasedAt < HOLD
  }

  /** When a held order will apply, or null: it is not held, or a hand is still there. */
  endsAt(now: number): number | null {
    return this.reasons.size === 0 && this.isHeld(now) ? this.releasedAt + HOLD : null
  }

  /** Ids as they are to be shown: `next` itself, or the order held with new ones at its end. */
  apply(next: readonly string[], now: number): string[] {
    if (!this.isHeld(now)) this.shown = [...next]
    else {
      const known = new Set(this.shown)
      this.shown = [...this.shown, ...next.filter((id) => !known.has(id))]
    }
    return this.shown
  }
}
