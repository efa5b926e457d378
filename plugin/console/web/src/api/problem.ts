import type { components } from './schema.d.ts'

export type Problem = components['schemas']['Problem']
export type GivenVerdict = components['schemas']['GivenVerdict']

/** What went wrong with a request, as RFC 9457 has it; `network.lost` and `answer.broken` are the page's own. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly trace: string
  /** What stands in the way, where the server says so (409). */
  readonly current: GivenVerdict | null
  readonly retryAfter: number | null

  constructor(problem: {
    status: number
    code: string
    title: string
    params?: Record<string, string | number>
    trace?: string
    current?: GivenVerdict | null
    retryAfter?: number | null
  }) {
    super(problem.title)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.params = problem.params ?? {}
    this.trace = problem.trace ?? ''
    this.current = problem.current ?? null
    this.retryAfter = problem.retryAfter ?? null
  }
}

function isProblem(body: unknown): body is Problem & { current?: GivenVerdict | null } {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body
}

/** The problem of an answer that is not good; one that does not read as a problem is `answer.broken`. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const wait = Number(response.headers.get('Retry-After'))
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null
  if (!isProblem(body)) {
    return new ApiProblem({ status: response.status, code: 'answer.broken', title: `HTTP ${response.status}`, retryAfter })
  }
  return new ApiProblem({
    status: body.status,
    code: body.code,
    title: body.title,
    params: body.params,
    trace: body.trace_id,
    current: body.current ?? null,
    retryAfter,
  })
}

/** Whatever was thrown, as a problem; a request that never reached the server is `network.lost`. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  const title = error instanceof Error ? error.message : String(error)
  return new ApiProblem({ status: 0, code: error instanceof TypeError ? 'network.lost' : 'page.failed', title })
}
