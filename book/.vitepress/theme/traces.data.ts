// All recorded traces, with the lines of source around each call.
import { readFileSync, readdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Step, Trace } from './trace'

const root = resolve(__dirname, '../../..')
const folder = resolve(root, 'book/traces')

declare const data: Record<string, Trace>
export { data }

export default {
  watch: ['../../traces/*.json', '../../../chapters/*/programs/*.cc'],
  load(): Record<string, Trace> {
    const traces: Record<string, Trace> = {}
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
      const trace = JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as Trace
      trace.steps.forEach(addContext)
      traces[basename(file, '.json')] = trace
    }
    return traces
  },
}

function addContext(step: Step) {
  const source = step.source
  if (!source) return
  let lines: string[]
  try {
    lines = readFileSync(resolve(root, source.file), 'utf8').split('\n')
  } catch {
    return
  }
  if (lines.length < source.line) return // scripts/check.mjs complains
  // `text` is the whole statement on one line: how many lines does it take?
  const bare = (text: string) => text.replace(/\s/g, '')
  const wanted = bare(source.text).length
  let last = source.line
  for (let found = bare(lines[last - 1]).length; found < wanted && last < lines.length; ++last) {
    found += bare(lines[last]).length
  }
  const first = Math.max(1, source.line - 2)
  source.context = { first, last, lines: lines.slice(first - 1, last + 2) }
}
