/**
 * Lists read page by page for as long as somebody scrolls. What changed is asked anew where it is looked at and nowhere
 * else: with a hundred pages loaded and mail leaving each second, asking for all of them again would never come to an end.
 */
import { keepPreviousData, type Query, type QueryKey, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { queries } from './client.ts'
import { type Page, type Pages, withAdded } from './endless-pages.ts'

const endless = 'endless'
const isEndless = ({ queryKey }: Query): boolean => queryKey.at(-1) === endless

/** Pages that were read before something changed. */
const old = new WeakSet<object>()
/** How often something changed: a page on its way meanwhile may have been read before that. */
let changes = 0
/** Called when pages became old. */
const lookers = new Set<() => void>()

/** Asks again for everything that `fits` and is shown; of a long list, for what is in sight. */
export function askAnew(fits: (query: Query) => boolean = () => true): void {
  changes++
  void queries.invalidateQueries({ predicate: (query) => !isEndless(query) && fits(query) })
  for (const query of queries.getQueryCache().findAll({ predicate: (each) => isEndless(each) && fits(each) })) {
    const shown = query.state.data as Pages<object> | undefined
    if (query.isActive()) {
      for (const page of shown?.pages ?? []) old.add(page)
      // its first page is on its way, and may have been read before the change
      if (!shown) void queries.refetchQueries({ queryKey: query.queryKey, exact: true })
    } else queries.removeQueries({ queryKey: query.queryKey, exact: true })
  }
  for (const look of lookers) look()
}

/** Numbers of the pages that rows `first` to `last` are on. */
function pagesAt(pages: readonly Page<unknown>[], first: number, last: number): [from: number, to: number] {
  let [from, rows, at] = [0, 0, 0]
  for (; at < pages.length - 1; at++) {
    rows += pages[at]?.rows.length ?? 0
    if (rows <= first) from = at + 1
    if (rows > last) break
  }
  return [Math.min(from, at), at]
}

/** Reads pages `from` to `to` again. What follows stays if it still begins where these now end. */
async function readAgain<P extends Page<unknown>>(
  { pages, pageParams }: Pages<P>,
  [from, to]: [number, number],
  ask: (after: string | undefined) => Promise<P>,
): Promise<{ data: Pages<P>; count: number }> {
  const read: P[] = []
  const params: (string | undefined)[] = []
  let after: string | null | undefined = pageParams[from]
  for (let at = from; at <= to && after !== null; at++) {
    const page: P = await ask(after)
    params.push(after)
    read.push(page)
    after = page.next
  }
  const rest = after === pages[to]?.next ? to + 1 : pages.length
  const data = {
    pages: [...pages.slice(0, from), ...read, ...pages.slice(rest)],
    pageParams: [...pageParams.slice(0, from), ...params, ...pageParams.slice(rest)],
  }
  return { data, count: read.length }
}

/** All rows in one array. A page that was added is added to it; a million rows are not gone through for each hundred. */
function useRows<R>(pages: readonly Page<R>[] | undefined): R[] | undefined {
  const made = useRef<{ pages: readonly Page<R>[]; rows: R[] }>({ pages: [], rows: [] })
  if (!pages) return undefined
  const { pages: before, rows } = made.current
  if (pages === before) return rows
  const isLonger = pages.length >= before.length && before.every((page, at) => pages[at] === page)
  const added = (isLonger ? pages.slice(before.length) : pages).map((page) => page.rows)
  made.current = { pages, rows: (isLonger ? rows : []).concat(...added) }
  return made.current.rows
}

/** Keeps what is in sight as it is now; returns what the table tells its sight to. */
function useFresh<P extends Page<unknown>>(
  queryKey: QueryKey,
  data: Pages<P> | undefined,
  ask: (after: string | undefined) => Promise<P>,
) {
  const client = useQueryClient()
  const sight = useRef<[number, number]>([0, 0])
  const reading = useRef(false)
  const now = useRef({ queryKey, ask })
  useEffect(() => {
    now.current = { queryKey, ask }
  })
  const look = useCallback(async () => {
    const { queryKey, ask } = now.current
    const data = client.getQueryData<Pages<P>>(queryKey)
    if (!data || reading.current) return
    const [from, to] = pagesAt(data.pages, ...sight.current)
    if (!data.pages.slice(from, to + 1).some((page) => old.has(page))) return
    reading.current = true
    const begun = changes
    try {
      const read = await readAgain(data, [from, to], ask)
      const kept = client.setQueryData<Pages<P>>(queryKey, (now) => withAdded(read.data, data, now))
      // a page in which nothing changed is the same object as before
      for (const page of kept?.pages.slice(from, from + read.count) ?? [])
        if (changes === begun) old.delete(page)
        else old.add(page)
    } catch {
      // what is shown was true a moment ago, and the next change asks again
      return
    } finally {
      reading.current = false
    }
    if (changes !== begun) for (const lookAgain of lookers) lookAgain()
  }, [client])
  useEffect(() => {
    const listen = () => void look()
    lookers.add(listen)
    return () => void lookers.delete(listen)
  }, [look])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that was under way may have brought old ones back
  useEffect(() => void look(), [look, data])
  const onSight = useCallback(
    (first: number, last: number) => {
      sight.current = [first, last]
      void look()
    },
    [look],
  )
  return onSight
}

export interface Endless<R, P> {
  /** Undefined until the first page is there. */
  rows: R[] | undefined
  /** The first page, for what it says beside its rows. */
  head: P | undefined
  error: Error | null
  refetch: () => unknown
  /** Rows of another filter are shown until those asked for come. */
  isOther: boolean
  /** For the table: `<DataTable {...list.table} … />`. */
  table: {
    rows: R[] | undefined
    hasMore: boolean
    isLoadingMore: boolean
    onMore: () => void
    onSight: (first: number, last: number) => void
  }
}

/**
 * @param key names the list with its filter: `api.sends.list.key({ input: filter })`
 * @param ask reads the page after a place: `(after, signal) => client.sends.list({ ...filter, after }, { signal })`
 */
export function useEndless<P extends Page<unknown>>(
  key: QueryKey,
  ask: (after: string | undefined, signal?: AbortSignal) => Promise<P>,
): Endless<P['rows'][number], P> {
  const queryKey = [...key, endless]
  const query = useInfiniteQuery<P, Error, Pages<P>, QueryKey, string | undefined>({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // that a page is asked for shows nowhere: the screen is drawn anew when it has come
    notifyOnChangeProps: ['data', 'error', 'isPlaceholderData', 'hasNextPage'],
  })
  const onSight = useFresh<P>(queryKey, query.data, ask)
  const rows = useRows<P['rows'][number]>(query.data?.pages)
  const { fetchNextPage } = query
  // asked for once, however often
  const onMore = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage])
  // a page may be empty and the list go on: the engine looks at only so much at a time
  const goesOn = query.hasNextPage && !query.isPlaceholderData && query.data?.pages.at(-1)?.rows.length === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the next one may be empty as well
  useEffect(() => {
    if (goesOn) onMore()
  }, [goesOn, onMore, query.data])
  return {
    rows,
    head: query.data?.pages[0],
    error: query.error,
    refetch: query.refetch,
    isOther: query.isPlaceholderData,
    table: { rows, hasMore: query.hasNextPage, isLoadingMore: query.isFetchingNextPage, onMore, onSight },
  }
}
