import { computed, reactive } from 'vue'

import { api, ask } from '../api/client.ts'
import { type ApiProblem, toProblem } from '../api/problem.ts'
import { answerOtherTabs, askOtherTabs, isSignedOut, keepSecret, readSecret, takePairingCode } from '../api/secret.ts'
import type { Role, Session } from '../api/types.ts'
import { language, setLanguage } from '../i18n/language.ts'
import { type Ladder } from '../panel/ring.ts'
import { clock, connection, seeBuild, startLive, stopLive } from './connection.ts'
import { preferences } from './preferences.ts'

/** Who is signed in. `problem`: why nobody is, where it is not simply that nobody signed in yet. */
export const session = reactive<{ value: Session | null; problem: ApiProblem | null; isReading: boolean }>({
  value: null,
  problem: null,
  isReading: true,
})

export const roles = computed<readonly Role[]>(() => session.value?.roles ?? [])

export function has(role: Role): boolean {
  return roles.value.includes(role)
}

export const ladder = computed<Ladder | undefined>(() => {
  const of = session.value?.ladder
  if (!of) return undefined
  return { notice: of.notice_ms, urgent: of.urgent_ms, overdue: of.overdue_ms, unserved: of.unserved_ms }
})

async function readSession(): Promise<void> {
  const sent = performance.now()
  const found = await ask(api.GET('/session'))
  clock.setRate(found.clock_rate)
  clock.add(sent, performance.now(), Date.parse(found.server_now))
  session.value = found
  session.problem = null
  connection.connections = found.connections
  seeBuild(found.page_build)
  if (preferences.language === null && language.value !== 'pseudo') setLanguage(found.language === 'en' ? 'en' : 'zh-CN')
  startLive()
}

async function pair(code: string): Promise<void> {
  const made = await ask(api.POST('/session', { body: { pairing: code } }))
  keepSecret(made.secret)
}

/** Signs in by a pairing code and reads the session anew; the problem of a bad code is thrown. */
export async function signIn(code: string): Promise<void> {
  await pair(code)
  stopLive()
  await readSession()
}

async function begin(channel: BroadcastChannel, code: string | null): Promise<void> {
  if (code !== null) await pair(code)
  else if (readSecret() === null) {
    const other = await askOtherTabs(channel)
    if (other === null) {
      isSignedOut.value = true
      return
    }
    keepSecret(other)
  }
  await readSession()
}

/** Reads the session: by the pairing code in the address, this tab's secret, or that of another tab. */
export async function startSession(): Promise<void> {
  const channel = new BroadcastChannel('sandglass')
  answerOtherTabs(channel)
  const code = takePairingCode()
  await readAgain(() => begin(channel, code))
}

async function readAgain(read: () => Promise<void>): Promise<void> {
  session.isReading = true
  try {
    await read()
  } catch (error) {
    session.problem = toProblem(error)
    if (session.problem.status === 401) isSignedOut.value = true
  } finally {
    session.isReading = false
  }
}

export function retrySession(): Promise<void> {
  return readAgain(readSession)
}
