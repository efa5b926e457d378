import { ref } from 'vue'

/** Languages of the page; `pseudo` is English made 40 % longer, for tests of the layout. */
export type Language = 'zh-CN' | 'en' | 'pseudo'

export const language = ref<Language>('zh-CN')

/** The language tag that `Intl` and the `lang` attribute understand. */
export function tagOf(of: Language = language.value): 'zh-CN' | 'en' {
  return of === 'zh-CN' ? 'zh-CN' : 'en'
}

export function setLanguage(next: Language): void {
  language.value = next
  document.documentElement.lang = tagOf(next)
}
