import { type MessageKey, t } from './index.ts'
import { tagOf } from './language.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tagOf()}|${JSON.stringify(options)}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(tagOf(), options)
    formats.set(key, format)
  }
  return format
}

type Moment = string | number

const at = (moment: Moment): Date => new Date(moment)

/** `10:42` in this machine's time zone. */
export function hourMinute(moment: Moment): string {
  return dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at(moment))
}

/** `10:42:23`. */
export function hourMinuteSecond(moment: Moment): string {
  return dateFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at(moment))
}

/** `11月22日` or `22 Nov`. */
export function monthDay(moment: Moment): string {
  return dateFormat({ month: tagOf() === 'en' ? 'short' : 'long', day: 'numeric' }).format(at(moment))
}

/** The time alone on the day of `now`, the date in front of it on others. */
export function timeOrDate(moment: Moment, now: number): string {
  const day = dateFormat({ year: 'numeric', month: 'numeric', day: 'numeric' })
  if (day.format(at(moment)) === day.format(new Date(now))) return hourMinute(moment)
  return `${monthDay(moment)} ${hourMinute(moment)}`
}

/** `1 分 52 秒`, `1 min 52 s`; whole seconds, rounded down. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000)
  const parts: [number, MessageKey][] = [
    [Math.floor(seconds / 3600), 'unit.hours'],
    [Math.floor((seconds % 3600) / 60), 'unit.minutes'],
    [seconds % 60, 'unit.seconds'],
  ]
  const shown = parts.filter(([n], index) => n > 0 || (index === 2 && seconds < 1))
  return shown.map(([n, key]) => t(key, { n })).join(' ')
}

/** `93.8%`; a dash where there is nothing to divide by. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '—'
  return new Intl.NumberFormat(tagOf(), { style: 'percent', maximumFractionDigits: digits }).format(share)
}

export function count(value: number): string {
  return new Intl.NumberFormat(tagOf()).format(value)
}
