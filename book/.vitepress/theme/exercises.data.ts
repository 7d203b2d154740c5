// The exercises of every chapter, from their own exercise.toml.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'smol-toml'

const folder = resolve(__dirname, '../../../exercises')

export interface Exercise {
  id: string
  chapter: string
  title: string
  kind: string
  minutes: number
  difficulty: number
  requires: string[]
  task: string
}

declare const data: Exercise[]
export { data }

export default {
  watch: ['../../../exercises/*/*.toml', '../../../exercises/*/*/exercise.toml'],
  load(): Exercise[] {
    if (!existsSync(folder)) return []
    return subfolders(folder).flatMap((chapter) =>
      inOrder(chapter)
        .map((id) => resolve(folder, chapter, id, 'exercise.toml'))
        .filter(existsSync)
        .map((file) => toExercise(chapter, parse(readFileSync(file, 'utf8')))),
    )
  },
}

function subfolders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

/** As order.toml says; what it does not name comes last. */
function inOrder(chapter: string): string[] {
  const ids = subfolders(resolve(folder, chapter))
  const file = resolve(folder, chapter, 'order.toml')
  if (!existsSync(file)) return ids
  const order = parse(readFileSync(file, 'utf8')).order as string[]
  return [...order, ...ids.filter((id) => !order.includes(id))]
}

function toExercise(chapter: string, toml: Record<string, unknown>): Exercise {
  return {
    id: String(toml.id),
    chapter,
    title: String(toml.title),
    kind: String(toml.kind),
    minutes: Number(toml.minutes),
    difficulty: Number(toml.difficulty),
    requires: (toml.requires as string[] | undefined) ?? [],
    task: String(toml.task ?? '').trim(),
  }
}
