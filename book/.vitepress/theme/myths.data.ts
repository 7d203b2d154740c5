// The myths of every chapter, read from the <Myth> boxes of its page: the
// index on the page "Myths" is made of them.
import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'

const book = resolve(__dirname, '../..')

export interface MythEntry {
  page: string
  id: string
  claim: string
  notes: string
  tests: string[]
}

declare const data: MythEntry[]
export { data }

export default {
  watch: ['../../[0-9]*.md'],
  load(): MythEntry[] {
    return readdirSync(book)
      .filter((name) => /^\d\d-.*\.md$/.test(name))
      .sort()
      .flatMap((name) => mythsOf(name.replace('.md', ''), readFileSync(resolve(book, name), 'utf8')))
  },
}

function mythsOf(page: string, text: string): MythEntry[] {
  return [...text.matchAll(/<Myth\b([\s\S]*?)>([\s\S]*?)<\/Myth>/g)].map(([, head, body]) => ({
    page,
    id: attribute(head, 'id'),
    claim: attribute(head, 'claim'),
    notes: attribute(head, 'notes'),
    tests: [...body.matchAll(/<Shown\b([\s\S]*?)\/>/g)].map(
      ([, shown]) => `${attribute(shown, 'in')}: ${attribute(shown, 'test')}`,
    ),
  }))
}

function attribute(text: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1].replace(/\s+/g, ' ') ?? ''
}
