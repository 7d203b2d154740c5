// The measured cost of one wait, from book/data/wait-cost.json.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const file = resolve(__dirname, '../../data/wait-cost.json')

export interface Costs {
  environment: { cpu: string; kernel: string; compiler: string; commit: string }
  method: string
  rows: Cost[]
}

export interface Cost {
  call: string
  watched: number
  ready: number
  microseconds: number
  bytesToKernel: number
}

declare const data: Costs | null
export { data }

export default {
  watch: ['../../data/wait-cost.json'],
  load(): Costs | null {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  },
}
