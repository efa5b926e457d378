import { t } from '../i18n/index.ts'
import { say } from '../stores/toasts.ts'

/** Copies and says so, or says that it did not work; never throws. */
export async function copyText(text: string, said: string = t('common.copied')): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    say(said)
    return true
  } catch {
    say(t('common.notCopied', { text }), { isError: true })
    return false
  }
}
