import { t } from '../i18n/index.ts'
import type { ApiProblem } from './problem.ts'
import { problemKeys } from '../messages/zh-CN.ts'

/** A problem in the page's language; of a code that the page does not know, the server's own title. */
export function describe(problem: ApiProblem): string {
  const key = problemKeys.get(problem.code)
  return key ? t(key, problem.params) : problem.message
}
