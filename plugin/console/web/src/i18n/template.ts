/** What may stand for a `{name}` of a message. */
export type Params = Readonly<Record<string, string | number | null | undefined>>

/**
 * Fills `{name}` and picks the plural: `{n, one|many}` is `one` where `n` is 1.
 * Unknown names stay as written, so that a misspelt one is seen.
 */
export function fill(template: string, params: Params): string {
  return template.replace(
    /\{(\w+)(?:, ([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one: string | undefined, many: string | undefined) => {
      const value = params[name]
      if (value === undefined || value === null) return whole
      if (one !== undefined) return Number(value) === 1 ? one : (many ?? '')
      return String(value)
    },
  )
}

/** The same words with accents and 40 % longer, `{names}` untouched: shows what is not translated or too tight. */
export function pseudo(template: string): string {
  const accents: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', A: 'Á', E: 'É', O: 'Ó' }
  const parts = template.split(/(\{[^}]*\})/)
  const words = parts.map((part) => (part.startsWith('{') ? part : part.replace(/[aeiouAEO]/g, (c) => accents[c] ?? c)))
  const letters = parts.filter((part) => !part.startsWith('{')).join('').length
  return words.join('') + '~'.repeat(Math.ceil(letters * 0.4))
}
