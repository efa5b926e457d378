import { en } from '../messages/en.ts'
import { type Catalogue, type MessageKey, zhCN } from '../messages/zh-CN.ts'
import { language } from './language.ts'
import { type Params, fill, pseudo } from './template.ts'

export type { MessageKey } from '../messages/zh-CN.ts'
export type { Params } from './template.ts'

function catalogue(): Catalogue {
  return language.value === 'zh-CN' ? zhCN : en
}

/** The words of the key in the page's language. Reads `language`, so templates follow a change. */
export function t(key: MessageKey, params: Params = {}): string {
  const template = catalogue()[key]
  return fill(language.value === 'pseudo' ? pseudo(template) : template, params)
}
