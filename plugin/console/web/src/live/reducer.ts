import type { LiveEvent, LiveEvents, ServerFrame } from './frames.ts'

/**
 * What the page knows of its live channel. `last`: number of the newest event taken, null where
 * whatever comes next is right; numbers rise with holes (what is not for this viewer), which a
 * frame's `from` and `to` cover. While `held` is a list, a snapshot is being fetched, and events
 * wait in it.
 */
export type Link = { stream: string | null; last: number | null; held: LiveEvents[] | null }

/** What a frame asks the page to do. */
export type Step = {
  link: Link
  apply: LiveEvent[]
  /** Something may have been missed: fetch what is on the screen. */
  refetch: boolean
  /** Ask for everything after `last` once more, by a new connection. */
  resume: boolean
}

export const noLink: Link = { stream: null, last: null, held: null }

const still = { apply: [], refetch: false, resume: false }

/** Events behind `last`, each once; a frame that begins later than `last` shows a gap. */
function take(link: Link, frame: LiveEvents): Step {
  const last = link.last ?? frame.from
  if (frame.to <= last) return { ...still, link }
  if (frame.from > last) return { ...still, link, resume: true }
  const apply = frame.events.filter((event) => event.seq > last).sort((a, b) => a.seq - b.seq)
  return { ...still, link: { ...link, last: frame.to }, apply }
}

function takeHeld(link: Link): Step {
  let step: Step = { ...still, link: { ...link, held: null } }
  const apply: LiveEvent[] = []
  for (const frame of [...(link.held ?? [])].sort((a, b) => a.from - b.from)) {
    step = take(step.link, frame)
    apply.push(...step.apply)
    if (step.resume) break
  }
  return { ...step, apply }
}

/** A snapshot is being fetched: from here on events wait. */
export function onFetch(link: Link): Link {
  return { ...link, held: link.held ?? [] }
}

/** The snapshot is here, and holds every fact up to `seq`: what waited behind it is applied. */
export function onSnapshot(link: Link, stream: string, seq: number): Step {
  // A frame of another run of the server says nothing about this one.
  const held = link.stream === null || link.stream === stream ? link.held : []
  return takeHeld({ stream, last: seq, held })
}

/** What was fetched has no number of its own (lists of the review): go on with what comes. */
export function onRefetched(link: Link): Step {
  return takeHeld({ ...link, last: null })
}

/** Pure: the same frames lead to the same steps, whatever came twice, late or not at all. */
export function onFrame(link: Link, frame: ServerFrame): Step {
  switch (frame.op) {
    case 'welcome':
      if (link.stream === frame.stream) return { ...still, link }
      return { ...still, link: { stream: frame.stream, last: frame.seq, held: [] }, refetch: true }
    case 'resync':
      return { ...still, link: { ...link, held: [] }, refetch: true }
    case 'events':
      if (link.held !== null) return { ...still, link: { ...link, held: [...link.held, frame] } }
      return take(link, frame)
    default:
      return { ...still, link }
  }
}
