import { type Component, reactive, shallowRef } from 'vue'

/** A query in the address; several values of one name are joined by commas by who writes them. */
export type Query = Readonly<Record<string, string>>

export type RouteValues = Readonly<Record<string, string>>

export type RouteEntry<Name extends string = string> = {
  name: Name
  /** `/conversations/:id`; a value is one segment, percent-encoded in the address. */
  pattern: string
  load: () => Promise<{ default: Component }>
}

export type Matched = { entry: RouteEntry; values: RouteValues; query: Query }

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

/** The route of a path, or null; a broken percent encoding matches nothing. */
export function match(entries: readonly RouteEntry[], path: string, search: string): Matched | null {
  const parts = segmentsOf(path)
  for (const entry of entries) {
    const wanted = segmentsOf(entry.pattern)
    if (wanted.length !== parts.length) continue
    const values: Record<string, string> = {}
    const fits = wanted.every((segment, index) => {
      const part = decode(parts[index] ?? '')
      if (part === null) return false
      if (!segment.startsWith(':')) return segment === part
      values[segment.slice(1)] = part
      return true
    })
    if (fits) return { entry, values, query: readQuery(search) }
  }
  return null
}

export function readQuery(search: string): Query {
  const query: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(search)) if (value !== '') query[name] = value
  return query
}

/** The address of a path and a query; names in the order given, empty values left out. */
export function address(path: string, query: Record<string, string | null | undefined> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) search.append(name, value)
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

/** A path with its values in place. */
export function pathOf(pattern: string, values: RouteValues = {}): string {
  return `/${segmentsOf(pattern)
    .map((segment) => (segment.startsWith(':') ? encodeURIComponent(values[segment.slice(1)] ?? '') : segment))
    .join('/')}`
}

type Guard = () => boolean

/** Where the page is. Changed by `go` and by the browser's own buttons. */
export const place = reactive<{ path: string; search: string }>({ path: '/', search: '' })

const guards = new Set<Guard>()

/** The guard is asked before the page is left; false keeps it. Returns how to take it away. */
export function beforeLeave(guard: Guard): () => void {
  guards.add(guard)
  return () => guards.delete(guard)
}

function read(): void {
  place.path = location.pathname
  place.search = location.search
}

export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const leaves = to.split('?')[0] !== place.path
  if (leaves && [...guards].some((guard) => !guard())) return
  if (to === place.path + place.search) return
  if (replace) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  read()
}

/** Follows plain clicks on links of this origin without loading the page anew. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  const link = event.target instanceof Element ? event.target.closest('a[href^="/"]') : null
  if (!(link instanceof HTMLAnchorElement) || link.target !== '' || link.hasAttribute('download')) return
  event.preventDefault()
  go(link.pathname + link.search)
}

export function startRouter(): void {
  read()
  addEventListener('popstate', read)
  document.addEventListener('click', follow)
}

/** What is shown now; set by the shell. */
export const current = shallowRef<Matched | null>(null)
