// The results of ./tour compare, as tools/compare/Results.cc writes them.

export interface Comparison {
  version: number
  environment: { cpu: string; processors: number; kernel: string; compiler: string; commit: string; optimised: boolean }
  seconds: number
  rounds: number
  loads: Load[]
  rows: Row[]
}

export interface Load {
  name: string
  family: string
  label: string
  title: string
}

interface Summary { minimum: number; median: number; maximum: number; spread: number }

export interface Row {
  server: string
  groups: string[]
  load: string
  cannot?: string
  counts?: Partial<Record<'systemCalls' | 'contextSwitches' | 'listBytes' | 'instructions' | 'memory' | 'threads', number>>
  clock?: {
    messagesPerSecond: Summary
    processorTime: Summary
    latency?: { messages: number; p50: number; p99: number; 'p99.9': number }
  }
}

export const kMetrics = {
  systemCalls: (row: Row) => row.counts?.systemCalls,
  listBytes: (row: Row) => row.counts?.listBytes,
  contextSwitches: (row: Row) => row.counts?.contextSwitches,
  instructions: (row: Row) => row.counts?.instructions,
  memory: (row: Row) => (row.counts?.memory === undefined ? undefined : row.counts.memory / 1024),
  threads: (row: Row) => row.counts?.threads,
  processorTime: (row: Row) => row.clock?.processorTime.minimum,
  spread: (row: Row) => (row.clock ? row.clock.processorTime.spread * 100 : undefined),
  messagesPerSecond: (row: Row) => row.clock?.messagesPerSecond.median,
  p50: (row: Row) => row.clock?.latency?.p50,
  p99: (row: Row) => row.clock?.latency?.p99,
} satisfies Record<string, (row: Row) => number | undefined>

export type Metric = keyof typeof kMetrics

/** Reads a results.json. Throws if it is none. */
export function parseComparison(text: string): Comparison {
  const read = JSON.parse(text) as Partial<Comparison>
  const known = (row: Row) => typeof row?.server === 'string' && typeof row?.load === 'string'
  if (read.version !== 1 || !read.environment || !Array.isArray(read.loads) || !read.rows?.every(known)) {
    throw new Error('not the results of a comparison')
  }
  return read as Comparison
}

/** Three digits are enough; more would only look exact. */
export function shownNumber(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 1 : 2)
}
