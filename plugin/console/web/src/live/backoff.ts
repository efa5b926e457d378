const FIRST = 500
const MOST = 15_000

/** How long to wait before the next attempt, in milliseconds: full jitter over 0.5 s, 1 s, 2 s … 15 s. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(MOST, FIRST * 2 ** Math.min(attempt, 16))
  return Math.round(FIRST / 2 + random() * (ceiling - FIRST / 2))
}
