import { toProblem } from '../api/problem.ts'
import { describe } from '../api/words.ts'
import { say } from './toasts.ts'

/** Says why something did not work; that nobody is signed in says the sheet over the page. */
export function sayProblem(error: unknown): void {
  const problem = toProblem(error)
  if (problem.status !== 401) say(describe(problem), { isError: true })
}
