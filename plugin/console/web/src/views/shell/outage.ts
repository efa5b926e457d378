import { connection, downConnection } from '../../stores/connection.ts'

const seconds = (milliseconds: number): number => Math.max(0, Math.ceil(milliseconds / 1000))

/** Seconds until the next attempt of what is down, the page's own connection first; null: one is under way. */
export function secondsToRetry(now: number, monotonic: number): number | null {
  if (connection.lostAt !== null) return connection.retryAt === null ? null : seconds(connection.retryAt - monotonic)
  const down = downConnection.value
  if (!down || down.retry_in_ms === null) return null
  return seconds(Date.parse(down.since) + down.retry_in_ms - now)
}

/** Seconds since it is down. */
export function secondsDown(now: number, monotonic: number): number {
  if (connection.lostAt !== null) return Math.floor((monotonic - connection.lostAt) / 1000)
  const down = downConnection.value
  return down ? Math.max(0, Math.floor((now - Date.parse(down.since)) / 1000)) : 0
}
