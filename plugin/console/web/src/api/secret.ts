import { ref } from 'vue'

const KEY = 'sandglass.secret'

/**
 * The second secret of the session. It lives in this tab's storage: the cookie alone, which every
 * port of this machine shares, opens nothing. Null: not signed in.
 */
export const secret = ref<string | null>(null)

/** Whether the sign-in sheet lies over the page. */
export const isSignedOut = ref(false)

export function readSecret(): string | null {
  secret.value = sessionStorage.getItem(KEY)
  return secret.value
}

export function keepSecret(value: string): void {
  secret.value = value
  sessionStorage.setItem(KEY, value)
  isSignedOut.value = false
}

/** The server no longer takes the secret. Nothing that was typed is lost: the sheet lies over the page. */
export function sessionExpired(): void {
  secret.value = null
  sessionStorage.removeItem(KEY)
  isSignedOut.value = true
}

const ANSWER_WITHIN = 150

/** Asks other tabs of this console for the secret; null where none answers in 150 ms. */
export function askOtherTabs(channel: BroadcastChannel): Promise<string | null> {
  return new Promise((resolve) => {
    const done = (value: string | null): void => {
      channel.removeEventListener('message', hear)
      resolve(value)
    }
    const hear = (event: MessageEvent): void => {
      const data: unknown = event.data
      if (typeof data === 'object' && data !== null && 'secret' in data && typeof data.secret === 'string') done(data.secret)
    }
    channel.addEventListener('message', hear)
    channel.postMessage({ ask: 'secret' })
    setTimeout(() => done(null), ANSWER_WITHIN)
  })
}

/** Answers the question of other tabs as long as this one is signed in. */
export function answerOtherTabs(channel: BroadcastChannel): void {
  channel.addEventListener('message', (event) => {
    const data: unknown = event.data
    const isAsked = typeof data === 'object' && data !== null && 'ask' in data
    if (isAsked && secret.value !== null) channel.postMessage({ secret: secret.value })
  })
}

/** The one-time code of a pairing link; it is taken out of the address before any request. */
export function takePairingCode(): string | null {
  const found = /^#pair=([^&]+)$/.exec(location.hash)
  if (!found) return null
  history.replaceState(null, '', location.pathname + location.search)
  return decodeURIComponent(found[1] ?? '')
}
