// A unified diff, made by diff(1).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Returns "" if the two texts are equal. */
export function diff(from, to, fromName, toName, context) {
  const folder = mkdtempSync('/tmp/oneloop-diff-')
  try {
    writeFileSync(join(folder, 'a'), from)
    writeFileSync(join(folder, 'b'), to)
    const { stdout, status, error } = spawnSync(
      'diff', ['-U', String(context), '--label', fromName, '--label', toName, 'a', 'b'],
      { cwd: folder, encoding: 'utf8' },
    )
    if (error || status > 1) throw new Error('diff(1) is missing or failed')
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}
