/** Code points of the text as sent: the unit of every offset on the wire. */
export type Span = { start: number; len: number }

export type InvisibleKind = 'bidi' | 'zero-width' | 'control'

/** A run of text with one look. `mark`: it stands for one character that cannot be seen. */
export type Piece = { text: string; hit: boolean; other: boolean; mark?: InvisibleKind }

const ZERO_WIDTH_JOINER = 0x200d

function invisible(point: number): InvisibleKind | undefined {
  if ((point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)) return 'bidi'
  if (point === 0x200e || point === 0x200f || point === 0x061c) return 'bidi'
  if ((point >= 0x200b && point <= 0x200d) || point === 0xfeff || point === 0x2060) return 'zero-width'
  if ((point < 0x20 && point !== 0x0a && point !== 0x09) || (point >= 0x7f && point < 0xa0)) return 'control'
  return undefined
}

const names: Record<number, string> = {
  0x200b: 'ZWSP', 0x200c: 'ZWNJ', 0x200d: 'ZWJ', 0x200e: 'LRM', 0x200f: 'RLM', 0x061c: 'ALM', 0x2060: 'WJ',
  0x202a: 'LRE', 0x202b: 'RLE', 0x202c: 'PDF', 0x202d: 'LRO', 0x202e: 'RLO', 0x2066: 'LRI', 0x2067: 'RLI',
  0x2068: 'FSI', 0x2069: 'PDI', 0xfeff: 'BOM',
}

/** What is shown in place of a character that cannot be seen: `⟦RLO⟧`. */
export function markOf(point: number): string {
  const name = names[point] ?? `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  return `⟦${name}⟧`
}

const isPictograph = (text: string): boolean => /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{fe0f}/u.test(text)

function covered(spans: Span[], size: number): Uint8Array {
  const flags = new Uint8Array(size)
  for (const span of spans) {
    const from = Math.max(0, span.start)
    const to = Math.min(size, span.start + span.len)
    if (to > from) flags.fill(1, from, to)
  }
  return flags
}

/**
 * Cuts a text at the ends of the spans: the one place where code points become UTF-16. Spans may
 * touch, overlap, be empty or reach beyond the text. A joiner between two pictographs is part of
 * the picture and stays; every other invisible character becomes a piece of its own.
 * @param isRaw  leave invisible characters as they are, where the text lies under one that is typed
 */
export function pieces(text: string, hits: Span[] = [], others: Span[] = [], isRaw = false): Piece[] {
  const points = Array.from(text)
  const hit = covered(hits, points.length)
  const other = covered(others, points.length)
  const found: Piece[] = []
  points.forEach((point, index) => {
    const code = point.codePointAt(0) ?? 0
    let mark = isRaw ? undefined : invisible(code)
    if (code === ZERO_WIDTH_JOINER && isPictograph(points[index - 1] ?? '') && isPictograph(points[index + 1] ?? '')) {
      mark = undefined
    }
    const isHit = hit[index] === 1
    const isOther = other[index] === 1 && !isHit
    const last = found[found.length - 1]
    if (!mark && last && !last.mark && last.hit === isHit && last.other === isOther) last.text += point
    else found.push({ text: mark ? markOf(code) : point, hit: isHit, other: isOther, ...(mark ? { mark } : {}) })
  })
  return found
}

/** The same text in one line, what cannot be seen marked: for names, titles and labels. */
export function plain(text: string): string {
  return pieces(text.replace(/\s+/g, ' ')).map((piece) => piece.text).join('')
}
