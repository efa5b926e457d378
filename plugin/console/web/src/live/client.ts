import { backoff } from './backoff.ts'
import type { LiveHello, ServerFrame } from './frames.ts'

/** The few parts of a websocket that the client uses: tests give their own. */
export type Socket = {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  send: (text: string) => void
  close: (code?: number) => void
}

export type LiveState = 'idle' | 'connecting' | 'live' | 'waiting'

export type LivePorts = {
  open: () => Socket
  hello: () => LiveHello
  onFrame: (frame: ServerFrame) => void
  /** @param retryAt of the monotonic clock; null where no attempt is planned */
  onState: (state: LiveState, retryAt: number | null) => void
  /** The server ended the session. */
  onSignedOut: () => void
  monotonic?: () => number
}

const SIGNED_OUT = 4001

/** A heartbeat comes every 10 s: after three that did not, the connection is dead. */
const SILENCE = 30_000

/** Holds one websocket to the server and opens another when it is lost, at once on `retry()`. */
export class LiveClient {
  private readonly ports: LivePorts
  private readonly monotonic: () => number
  private socket: Socket | null = null
  private attempt = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private isStopped = true

  constructor(ports: LivePorts) {
    this.ports = ports
    this.monotonic = ports.monotonic ?? (() => performance.now())
  }

  start(): void {
    if (!this.isStopped) return
    this.isStopped = false
    this.connect()
  }

  stop(): void {
    this.isStopped = true
    clearTimeout(this.timer)
    this.drop()
    this.ports.onState('idle', null)
  }

  /** Connects now rather than at the end of the wait; an open connection stays. */
  retry(): void {
    if (this.isStopped || this.socket) return
    clearTimeout(this.timer)
    this.connect()
  }

  /** Asks for the events once more: a new connection that resumes. */
  resume(): void {
    if (this.isStopped) return
    this.drop()
    clearTimeout(this.timer)
    this.connect()
  }

  private drop(): void {
    clearTimeout(this.silence)
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  private connect(): void {
    this.ports.onState('connecting', null)
    const socket = this.ports.open()
    this.socket = socket
    socket.onopen = () => {
      socket.send(JSON.stringify(this.ports.hello()))
      this.listen()
    }
    socket.onmessage = (event) => this.read(event.data)
    socket.onclose = (event) => this.closed(event.code)
  }

  private listen(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => {
      this.drop()
      this.wait()
    }, SILENCE)
  }

  private read(data: unknown): void {
    this.listen()
    if (typeof data !== 'string') return
    const frame = parse(data)
    if (!frame) return
    if (frame.op === 'welcome') {
      this.attempt = 0
      this.ports.onState('live', null)
    }
    this.ports.onFrame(frame)
  }

  private closed(code: number): void {
    clearTimeout(this.silence)
    this.socket = null
    if (this.isStopped) return
    if (code === SIGNED_OUT) {
      this.isStopped = true
      this.ports.onState('idle', null)
      this.ports.onSignedOut()
      return
    }
    this.wait()
  }

  private wait(): void {
    const delay = backoff(this.attempt)
    this.attempt += 1
    this.ports.onState('waiting', this.monotonic() + delay)
    this.timer = setTimeout(() => this.connect(), delay)
  }
}

function parse(text: string): ServerFrame | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'op' in value ? (value as ServerFrame) : null
  } catch {
    return null
  }
}
