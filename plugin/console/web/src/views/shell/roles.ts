import type { Role } from '../../api/types.ts'
import { t } from '../../i18n/index.ts'

const keys = { agent: 'role.agent', reviewer: 'role.reviewer', supervisor: 'role.supervisor' } as const

export function roleNames(roles: readonly Role[]): string {
  return roles.map((role) => t(keys[role])).join(t('list.separator'))
}
