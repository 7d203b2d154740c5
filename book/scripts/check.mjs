// What VitePress does not check: that every included region, output, trace,
// test and figure is there. Prints each mistake and exits 1 if there is one.
//
//   node scripts/check.mjs
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { book, regionsOf, root } from './lib.mjs'

const mistakes = []
const wrong = (where, what) => mistakes.push(`${where}: ${what}`)

const pages = readdirSync(book).filter((name) => name.endsWith('.md'))
const included = new Set()

/** Line numbers are for people; they are counted from 1. */
function eachLine(text, visit) {
  text.split('\n').forEach((line, index) => visit(line, index + 1))
}

function checkInclude(page, number, path) {
  const [, file, name, options] = /^([^#{]+)(?:#([\w-]+))?(?:\{(.*)\})?$/.exec(path) ?? []
  const where = `${page}:${number}`
  if (!file) return wrong(where, `cannot read the include ${path}`)
  const target = resolve(book, dirname(page), file)
  included.add(target)
  if (!existsSync(target)) return wrong(where, `${file} does not exist`)
  if (options && /\d/.test(options)) wrong(where, 'no line numbers in includes: use a region')
  const text = readFileSync(target, 'utf8')
  if (text.trim() === '') wrong(where, `${file} is empty`)
  if (/\.(cc?|h)$/.test(file)) {
    if (!name) return wrong(where, `include a region of ${file}, not the whole file`)
    try {
      if (!regionsOf(text, file).includes(name)) wrong(where, `${file} has no region ${name}`)
    } catch (error) {
      wrong(where, error.message)
    }
  }
}

// The names of all tests, TEST_CASE("...") or TEST_CASE_TEMPLATE("...", ...).
const tests = new Map()
for (const chapter of readdirSync(join(root, 'chapters'))) {
  const folder = join(root, 'chapters', chapter, 'tests')
  if (!existsSync(folder)) continue
  const names = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/TEST_CASE(?:_TEMPLATE)?\(\s*((?:"[^"]*"\s*)+)[,)]/g)].map(
      ([, strings]) => [...strings.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join(''),
    ),
  )
  tests.set(chapter, new Set(names))
}

const attribute = (text, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1]

for (const page of pages) {
  const text = readFileSync(join(book, page), 'utf8')
  eachLine(text, (line, number) => {
    const where = `${page}:${number}`
    if (line.startsWith('<<<')) checkInclude(page, number, line.slice(3).trim())
    if (/^```(cpp|c\+\+|cc|c|diff)\b/.test(line)) wrong(where, 'code is included from a file, never pasted')
    for (const [tag] of line.matchAll(/<Shown\b[^>]*>/g)) {
      const [chapter, test] = [attribute(tag, 'in'), attribute(tag, 'test')]
      if (!tests.get(chapter)?.has(test)) wrong(where, `chapter ${chapter} has no test "${test}"`)
    }
    for (const [tag] of line.matchAll(/<TraceFigure\b[^>]*>/g)) {
      const file = join(book, 'traces', `${attribute(tag, 'trace')}.json`)
      if (!existsSync(file)) {
        wrong(where, `${relative(root, file)} is not recorded`)
        continue
      }
      const from = attribute(tag, 'from')
      const { steps } = JSON.parse(readFileSync(file, 'utf8'))
      if (from && !steps.some((step) => `${step.lane} ${step.call}` === from)) {
        wrong(where, `${relative(root, file)} has no step "${from}"`)
      }
    }
  })
  for (const [box] of text.matchAll(/<Myth\b[\s\S]*?<\/Myth>/g)) {
    if (!box.includes('<Shown')) wrong(page, `the myth ${attribute(box, 'id')} names no test`)
  }
  const ids = [...text.matchAll(/<Myth\b[^>]*>/g)].map(([tag]) => attribute(tag, 'id'))
  ids.filter((id, index) => ids.indexOf(id) < index).forEach((id) => wrong(page, `two myths are called ${id}`))
}

// A trace names lines of source. They must still be there.
for (const name of readdirSync(join(book, 'traces')).filter((file) => file.endsWith('.json'))) {
  const trace = JSON.parse(readFileSync(join(book, 'traces', name), 'utf8'))
  for (const { source } of trace.steps ?? []) {
    if (!source) continue
    // `text` is the statement that begins there, on one line.
    const rest = readFileSync(join(root, source.file), 'utf8').split('\n').slice(source.line - 1, source.line + 12)
    if (!rest.join('').replace(/\s/g, '').startsWith(source.text.replace(/\s/g, ''))) {
      wrong(`traces/${name}`, `${source.file}:${source.line} is no longer "${source.text}"; record it again`)
      break
    }
  }
}

for (const file of readdirSync(join(book, 'outputs'), { recursive: true })) {
  const path = join(book, 'outputs', file)
  if (/\.(txt|diff)$/.test(file) && !included.has(path)) wrong(`outputs/${file}`, 'no page shows it')
}

for (const mistake of mistakes) console.error(`check: ${mistake}`)
if (mistakes.length > 0) process.exit(1)
console.log(`check: ${pages.length} pages, ${included.size} included files, all there`)
