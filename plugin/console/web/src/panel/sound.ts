import { reactive } from 'vue'

/** `locked`: the browser lets a page make sounds only after a key or a click. */
export const sound = reactive<{ isLocked: boolean }>({ isLocked: false })

const GAP = 10_000
const AGAIN = 60_000

let context: AudioContext | null = null
let softAt = Number.NEGATIVE_INFINITY
let alarmAt = Number.NEGATIVE_INFINITY

function tone(audio: AudioContext, from: number, to: number, at: number, length: number): void {
  const oscillator = audio.createOscillator()
  const gain = audio.createGain()
  oscillator.frequency.setValueAtTime(from, at)
  oscillator.frequency.linearRampToValueAtTime(to, at + length)
  gain.gain.setValueAtTime(0.0001, at)
  gain.gain.exponentialRampToValueAtTime(0.12, at + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.0001, at + length)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(at)
  oscillator.stop(at + length)
}

function play(make: (audio: AudioContext) => void): void {
  context ??= new AudioContext()
  sound.isLocked = context.state !== 'running'
  if (sound.isLocked) return
  make(context)
}

/** Lets sounds be made; called at every key and click, which is what browsers ask for. */
export function unlockSound(): void {
  if (!context || context.state === 'running') return
  void context.resume().then(() => {
    sound.isLocked = context?.state !== 'running'
  })
}

/** One soft tone for an urgent round, at most every ten seconds. */
export function playUrgent(now: number): void {
  if (now - softAt < GAP) return
  softAt = now
  play((audio) => tone(audio, 660, 550, audio.currentTime, 0.18))
}

/** Two tones for an overdue one: at once for a new one, then every minute while there is any. */
export function playOverdue(now: number, isNew: boolean): void {
  if (!isNew && now - alarmAt < AGAIN) return
  alarmAt = now
  play((audio) => {
    tone(audio, 740, 740, audio.currentTime, 0.16)
    tone(audio, 590, 590, audio.currentTime + 0.18, 0.22)
  })
}
