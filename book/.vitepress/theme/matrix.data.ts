// What `conformance --matrix --format json` printed.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const file = resolve(__dirname, '../../outputs/conformance.json')

export interface Matrix {
  scenarios: { id: string; sentence: string }[]
  servers: {
    chapter: string
    name: string
    results: Record<string, { verdict: string; because?: string }>
  }[]
}

declare const data: Matrix | null
export { data }

export default {
  watch: ['../../outputs/conformance.json'],
  load(): Matrix | null {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  },
}
