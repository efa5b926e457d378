import { type ShallowReactive, shallowReactive } from 'vue'

import { type ApiProblem, toProblem } from '../api/problem.ts'

/** Time before a skeleton or dimmed data shows that something is being loaded. */
export const PATIENCE = 150

/**
 * Something of the server, and how it stands: old data stays while the new is fetched, dimmed after
 * 150 ms; an error is shown beside it; a newer request ends an older one.
 */
export type Resource<T> = {
  data: T | null
  error: ApiProblem | null
  isLoading: boolean
  /** Loading takes so long that the page says so. */
  isSlow: boolean
  reload: () => Promise<void>
  /** Forgets what there is, and whatever is still under way. */
  clear: () => void
}

export function resource<T>(load: (signal: AbortSignal) => Promise<T>): ShallowReactive<Resource<T>> {
  let running: AbortController | null = null
  const state: ShallowReactive<Resource<T>> = shallowReactive({
    data: null,
    error: null,
    isLoading: false,
    isSlow: false,
    reload,
    clear,
  })

  async function reload(): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    state.isLoading = true
    const patience = setTimeout(() => {
      if (running === mine) state.isSlow = true
    }, PATIENCE)
    try {
      const data = await load(mine.signal)
      if (running !== mine) return
      state.data = data
      state.error = null
    } catch (error) {
      if (running !== mine) return
      state.error = toProblem(error)
    } finally {
      clearTimeout(patience)
      if (running === mine) {
        running = null
        state.isLoading = false
        state.isSlow = false
      }
    }
  }

  function clear(): void {
    running?.abort()
    running = null
    Object.assign(state, { data: null, error: null, isLoading: false, isSlow: false })
  }

  return state
}
