import { onScopeDispose, reactive } from 'vue'

import type { MessageKey } from '../i18n/index.ts'

/** Where keys are heard: the newest dialog alone, else list, then page. */
export type KeyScope = 'page' | 'list' | 'dialog'

/**
 * One key and what it does. `key`: as `Shift+Enter`, `Ctrl+.`, `j`, `1`. `text` is what the help sheet says.
 * A single key is one letter or digit without Ctrl: those can be switched off and moved to others.
 */
export type Hotkey = {
  key: string
  text: MessageKey
  run: (event: KeyboardEvent) => void
  /** Works in fields too. */
  inFields?: boolean
  /** False: the key does nothing now, and goes on to the browser. */
  when?: () => boolean
  /** Not listed by itself: a second key of the line above. */
  hidden?: boolean
}

type Layer = { id: number; scope: KeyScope; keys: Hotkey[] }

export const hotkeys = reactive<{ layers: Layer[]; isOff: boolean; moved: Record<string, string> }>({
  layers: [],
  isOff: false,
  moved: {},
})

let last = 0

/** A name of the key that was pressed: `Ctrl+Enter`, `Shift+J`, `?`. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const isLetter = /^\p{L}$/u.test(event.key)
  const key = event.key === ' ' ? 'Space' : isLetter ? event.key.toUpperCase() : event.key
  const isPrinted = key.length === 1 && !isLetter
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey && !isPrinted ? 'Shift+' : '',
  ]
  return parts.join('') + key
}

/** Single letters and digits, which may be switched off (WCAG 2.1.4). */
export function isSingle(key: string): boolean {
  return /^(Shift\+)?.$/u.test(key)
}

export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
}

/** Enter and space belong to the control that has the focus. */
function isControlKey(name: string, target: EventTarget | null): boolean {
  if (name !== 'Enter' && name !== 'Space') return false
  return target instanceof Element && target.closest('button, a[href], summary, [role=menuitem], [role=option]') !== null
}

export function keyInForce(key: string): string {
  return hotkeys.moved[key] ?? key
}

/** The hotkey that answers to a name now. Pure but for the layers. */
export function find(name: string, inField: boolean): Hotkey | null {
  const dialogs = hotkeys.layers.filter((layer) => layer.scope === 'dialog')
  const newest = dialogs[dialogs.length - 1]
  const order = newest
    ? [newest]
    : [...hotkeys.layers.filter((layer) => layer.scope === 'list'), ...hotkeys.layers.filter((layer) => layer.scope === 'page')]
  for (const layer of order) {
    for (const hotkey of layer.keys) {
      if (keyInForce(hotkey.key) !== name) continue
      if (inField && !hotkey.inFields) continue
      if (hotkeys.isOff && isSingle(name)) continue
      if (hotkey.when && !hotkey.when()) continue
      return hotkey
    }
  }
  return null
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return
  const name = nameOf(event)
  if (isControlKey(name, event.target)) return
  const hotkey = find(name, isField(event.target))
  if (!hotkey) return
  event.preventDefault()
  hotkey.run(event)
}

/** Hears keys of a window; the panel's own small window is one more. */
export function hearKeys(of: Window): void {
  of.addEventListener('keydown', onKeyDown)
}

/** Keys of a part of the page, as long as it is there. They feed the help sheet, so that it cannot differ. */
export function useKeys(scope: KeyScope, keys: Hotkey[]): void {
  last += 1
  const layer: Layer = { id: last, scope, keys }
  hotkeys.layers.push(layer)
  const id = layer.id
  onScopeDispose(() => {
    hotkeys.layers = hotkeys.layers.filter((other) => other.id !== id)
  })
}

/** How a key is written on the screen. */
export function shown(key: string): string {
  return keyInForce(key)
    .replace('Shift+Enter', '⇧↵')
    .replace('Ctrl+Enter', 'Ctrl ↵')
    .replace('Shift+', '⇧')
    .replace('Ctrl+', 'Ctrl ')
    .replace('ArrowDown', '↓')
    .replace('ArrowUp', '↑')
    .replace('Enter', '↵')
    .replace('Escape', 'Esc')
}
