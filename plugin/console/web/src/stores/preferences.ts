import { reactive, watch } from 'vue'

import { type Language, setLanguage } from '../i18n/language.ts'
import { hotkeys } from './hotkeys.ts'

export type Theme = 'system' | 'light' | 'dark'

type Preferences = { theme: Theme; language: Language | null; isSoundOn: boolean; areKeysOff: boolean; moved: Record<string, string> }

const KEY = 'sandglass.preferences'

/** What a person set for this browser. `language` null: that of the person's account. */
export const preferences = reactive<Preferences>({
  theme: 'system',
  language: null,
  isSoundOn: true,
  areKeysOff: false,
  moved: {},
})

const isDark = matchMedia('(prefers-color-scheme: dark)')

export function themeInForce(): 'light' | 'dark' {
  if (preferences.theme !== 'system') return preferences.theme
  return isDark.matches ? 'dark' : 'light'
}

/** Documents that carry the theme: the page, and the panel's small window while it is open. */
const themed = new Set<Document>([document])

export function themeAlso(other: Document): () => void {
  themed.add(other)
  applyTheme()
  return () => themed.delete(other)
}

function applyTheme(): void {
  for (const each of themed) each.documentElement.dataset.theme = themeInForce()
}

export function toggleTheme(): void {
  preferences.theme = themeInForce() === 'dark' ? 'light' : 'dark'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function read(): void {
  let kept: unknown
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}')
  } catch {
    return
  }
  if (!isRecord(kept)) return
  if (kept.theme === 'light' || kept.theme === 'dark' || kept.theme === 'system') preferences.theme = kept.theme
  if (kept.language === 'zh-CN' || kept.language === 'en') preferences.language = kept.language
  if (typeof kept.isSoundOn === 'boolean') preferences.isSoundOn = kept.isSoundOn
  if (typeof kept.areKeysOff === 'boolean') preferences.areKeysOff = kept.areKeysOff
  if (isRecord(kept.moved)) {
    for (const [from, to] of Object.entries(kept.moved)) if (typeof to === 'string') preferences.moved[from] = to
  }
}

/** Reads what was set and applies it before the first paint. */
export function startPreferences(): void {
  read()
  const asked = new URLSearchParams(location.search).get('lang')
  const browsers = navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
  setLanguage(asked === 'pseudo' ? 'pseudo' : (preferences.language ?? browsers))
  applyTheme()
  isDark.addEventListener('change', applyTheme)
  watch(
    preferences,
    () => {
      localStorage.setItem(KEY, JSON.stringify(preferences))
      hotkeys.isOff = preferences.areKeysOff
      hotkeys.moved = preferences.moved
      applyTheme()
    },
    { immediate: true },
  )
}

export function chooseLanguage(next: 'zh-CN' | 'en'): void {
  preferences.language = next
  setLanguage(next)
}
