import { api, ask } from '../api/client.ts'
import { resource } from './resource.ts'

/** The agent's own figures of today. */
export const figures = resource((signal) => ask(api.GET('/metrics/summary', { signal })))

const EVERY = 30_000

/** Reads them again every half minute while the panel is open and visible. */
export function followFigures(): () => void {
  void figures.reload()
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void figures.reload()
  }, EVERY)
  return () => clearInterval(timer)
}

export type Figure = { value: number | null; threshold: number | null }

export function figure(key: string): Figure | null {
  return figures.data?.figures.find((each) => each.key === key) ?? null
}
