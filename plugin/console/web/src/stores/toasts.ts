import { reactive } from 'vue'

export type Toast = { id: number; text: string; action?: { text: string; key?: string; run: () => void }; isError?: boolean }

const SHOWN = 5000

export const toasts = reactive<{ shown: Toast | null }>({ shown: null })

let last = 0
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows one line at the bottom for five seconds; a new one takes the place of the old. */
export function say(text: string, rest: Omit<Toast, 'id' | 'text'> = {}): void {
  clearTimeout(timer)
  last += 1
  const id = last
  toasts.shown = { id, text, ...rest }
  timer = setTimeout(() => {
    if (toasts.shown?.id === id) toasts.shown = null
  }, SHOWN)
}

export function dismissToast(): void {
  clearTimeout(timer)
  toasts.shown = null
}
