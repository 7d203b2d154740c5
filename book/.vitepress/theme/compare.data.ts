// What ./tour compare --book has measured: book/data/compare.json.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Comparison } from './compare'

const file = resolve(__dirname, '../../data/compare.json')

declare const data: Comparison | null
export { data }

export default {
  watch: ['../../data/compare.json'],
  load(): Comparison | null {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  },
}
