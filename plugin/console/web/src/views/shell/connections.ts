import { type MessageKey, t } from '../../i18n/index.ts'

const known: Record<string, MessageKey> = {
  feige: 'platform.feige',
  qianniu: 'platform.qianniu',
  jingmai: 'platform.jingmai',
  pinduoduo: 'platform.pinduoduo',
  simulator: 'platform.simulator',
}

/** How people call a connection: a platform's own name, else the name in the settings. */
export function connectionName(name: string): string {
  const key = known[name]
  return key ? t(key) : name
}
