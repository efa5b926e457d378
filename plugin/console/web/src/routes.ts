import type { Role } from './api/types.ts'
import type { MessageKey } from './i18n/index.ts'
import type { RouteEntry } from './router.ts'

export type PageName = 'panel'

/** A page: who may see it, and what the window is called meanwhile. */
export type Page = RouteEntry<PageName> & { roles: readonly Role[]; title: MessageKey }

/** Every page there is. The shell's navigation shows those that a person's roles allow. */
export const pages: readonly Page[] = [
  {
    name: 'panel',
    pattern: '/panel',
    roles: ['agent'],
    title: 'page.panel',
    load: () => import('./views/panel/PanelPage.vue'),
  },
]

/** The page a person begins with. */
export function firstPage(roles: readonly Role[]): string | null {
  return pages.find((page) => !page.pattern.includes(':') && page.roles.some((role) => roles.includes(role)))?.pattern ?? null
}
