import createClient, { type Middleware } from 'openapi-fetch'

import { ApiProblem, problemOf, toProblem } from './problem.ts'
import type { paths } from './schema.d.ts'
import { secret, sessionExpired } from './secret.ts'

const middleware: Middleware = {
  onRequest({ request }) {
    const value = secret.value
    if (value !== null) request.headers.set('X-Sandglass-Session', value)
    return request
  },
}

/** The typed client; use `ask`, which throws what is not an answer. */
export const api = createClient<paths>({ baseUrl: '/api/v1', credentials: 'same-origin' })
api.use(middleware)

type Answered<T> = { data?: T; error?: unknown; response: Response }

/**
 * The body of a good answer. Everything else is thrown as `ApiProblem`; a 401 also brings up the
 * sign-in sheet over the page, which keeps what was typed.
 */
export async function ask<T>(request: Promise<Answered<T>>): Promise<T> {
  let answer: Answered<T>
  try {
    answer = await request
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    if (error instanceof SyntaxError) throw new ApiProblem({ status: 0, code: 'answer.broken', title: error.message })
    throw toProblem(error)
  }
  if (answer.response.ok) return answer.data as T
  const problem = problemOf(answer.response, answer.error)
  if (problem.status === 401) sessionExpired()
  throw problem
}
