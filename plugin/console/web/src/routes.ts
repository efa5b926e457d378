import type { Role } from './api/types.ts'
import type { MessageKey } from './i18n/index.ts'
import type { RouteEntry } from './router.ts'

export type PageName = 'panel' | 'review' | 'finding' | 'conversation'

/** A page: who may see it, and what the window is called meanwhile. */
export type Page = RouteEntry<PageName> & { roles: readonly Role[]; title: MessageKey }

const review = (): ReturnType<Page['load']> => import('./views/review/ReviewPage.vue')

/** Every page there is. The shell's navigation shows those that a person's roles allow. */
export const pages: readonly Page[] = [
  {
    name: 'panel',
    pattern: '/panel',
    roles: ['agent'],
    title: 'page.panel',
    load: () => import('./views/panel/PanelPage.vue'),
  },
  {
    name: 'review',
    pattern: '/review',
    roles: ['reviewer', 'supervisor'],
    title: 'page.review',
    load: review,
  },
  {
    name: 'finding',
    pattern: '/review/:finding',
    roles: ['reviewer', 'supervisor'],
    title: 'page.review',
    load: review,
  },
  {
    name: 'conversation',
    pattern: '/conversations/:id',
    roles: ['agent', 'reviewer', 'supervisor'],
    title: 'page.conversation',
    load: () => import('./views/conversation/ConversationPage.vue'),
  },
]

/** The page a person begins with. */
export function firstPage(roles: readonly Role[]): string | null {
  return pages.find((page) => !page.pattern.includes(':') && page.roles.some((role) => roles.includes(role)))?.pattern ?? null
}
