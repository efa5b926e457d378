import { reactive } from 'vue'

const KEY = 'sandglass.notes'

/**
 * Notes that are being written, by finding. They are kept in this tab's storage at each change, so
 * that a session that ends, a reload or a restart of the server loses none.
 */
const notes = reactive(read())

function read(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}

function keep(): void {
  sessionStorage.setItem(KEY, JSON.stringify(notes))
}

export function noteOf(finding: string): string {
  return notes[finding] ?? ''
}

export function writeNote(finding: string, text: string): void {
  if (text === '') delete notes[finding]
  else notes[finding] = text
  keep()
}

/** The server has it. */
export function dropNote(finding: string): void {
  writeNote(finding, '')
}
