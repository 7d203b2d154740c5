// What several scripts of the book need: where things are, and regions.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const book = resolve(root, 'book')

const kMarker = /^\/\/ ?#(end)?region ([\w-]+)$/

/** The names of the regions of a C++ source, in order. Throws if one is left open. */
export function regionsOf(text, file) {
  const open = []
  const names = []
  for (const line of text.split('\n')) {
    const marker = kMarker.exec(line.trim())
    if (!marker) continue
    const [, end, name] = marker
    if (!end) {
      open.push(name)
      if (names.includes(name)) throw new Error(`${file}: two regions are called ${name}`)
      names.push(name)
    } else if (open.pop() !== name) {
      throw new Error(`${file}: #endregion ${name} closes another region`)
    }
  }
  if (open.length > 0) throw new Error(`${file}: region ${open[0]} is never closed`)
  return names
}

/** The lines of one region, without markers and without the common indentation. */
export function region(file, name) {
  const lines = readFileSync(resolve(root, file), 'utf8').split('\n')
  const at = (end) =>
    lines.findIndex((line) => {
      const marker = kMarker.exec(line.trim())
      return marker && marker[2] === name && Boolean(marker[1]) === end
    })
  const [first, last] = [at(false), at(true)]
  if (first < 0 || last < 0) throw new Error(`${file} has no region ${name}`)
  const inside = lines.slice(first + 1, last).filter((line) => !kMarker.test(line.trim()))
  const indents = inside.filter((line) => line.trim()).map((line) => /^ */.exec(line)[0].length)
  const least = Math.min(...indents)
  return inside.map((line) => line.slice(least)).join('\n') + '\n'
}
