const KEPT = 5

/**
 * The server's time, told from the monotonic clock of the page, so that neither a change of the
 * wall clock nor the way of a frame moves a countdown. Offsets are measured at the middle of the
 * round trip; the median of the last five counts.
 */
export class ServerClock {
  private readonly offsets: number[] = []
  private offset: number
  private rate = 1
  private anchor: number
  private readonly monotonic: () => number

  constructor(monotonic: () => number = () => performance.now(), wall: () => number = () => Date.now()) {
    this.monotonic = monotonic
    this.anchor = monotonic()
    this.offset = wall() - this.anchor
  }

  /** @param sent, received of the monotonic clock, milliseconds; equal where the server spoke unasked */
  add(sent: number, received: number, serverNow: number): void {
    const middle = (sent + received) / 2
    if (this.rate !== 1) {
      this.anchor = middle
      this.offset = serverNow - middle
      return
    }
    this.offsets.push(serverNow - middle)
    if (this.offsets.length > KEPT) this.offsets.shift()
    const sorted = [...this.offsets].sort((a, b) => a - b)
    this.offset = sorted[Math.floor(sorted.length / 2)] ?? this.offset
  }

  /** How fast the server's clock runs: 1 as a rule, more in the demonstration, 0 where it stands still. */
  setRate(rate: number, monotonic: number = this.monotonic()): void {
    if (rate === this.rate) return
    const now = this.now(monotonic)
    this.rate = rate
    this.anchor = monotonic
    this.offset = now - monotonic
    this.offsets.length = 0
  }

  /** Begins anew, for another run of the server. */
  reset(): void {
    this.offsets.length = 0
  }

  /** Milliseconds since 1970, UTC. */
  now(monotonic: number = this.monotonic()): number {
    return this.anchor + this.offset + (monotonic - this.anchor) * this.rate
  }
}
