import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aMemory } from '../../src/store/memory/conformance.ts'
import { openSqliteMemory } from '../../src/store/memory/open-sqlite.ts'

/** Mounting a small disk needs root. */
const mayMount = process.getuid?.() === 0
let dir: string
beforeAll(() => {
  if (!mayMount) return
  dir = mkdtempSync(join(tmpdir(), 'duet-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dir])
})
afterAll(() => {
  if (!mayMount) return
  execFileSync('umount', [dir])
  rmSync(dir, { recursive: true, force: true })
})

it.skipIf(!mayMount)(
  'a full disk fails the write, loses nothing written before, and is used again when there is room',
  async () => {
    const store = await openSqliteMemory({ dir })
    const ballast = join(dir, 'ballast')
    writeFileSync(ballast, Buffer.alloc(1_500_000))
    const acknowledged: string[] = []
    let refused: unknown
    for (let n = 0; refused === undefined && n < 5000; n++) {
      const row = aMemory(`m${n}`, `fact ${n} ${'of a longer kind '.repeat(30)}`)
      await store.write([{ op: 'put', table: 'memories', row }]).then(
        () => acknowledged.push(row.id),
        (error: unknown) => {
          refused = error
        },
      )
    }
    expect(refused).toMatchObject({ code: 'store.failed', message: expect.stringContaining('the disk is full') })
    expect((await store.rows('memories', {})).map((row) => row.id).sort()).toEqual(acknowledged.toSorted())
    rmSync(ballast)
    await store.write([{ op: 'put', table: 'memories', row: aMemory('after', 'there is room again') }])
    await store.close()
    const again = await openSqliteMemory({ dir })
    expect(await again.count('memories', {})).toBe(acknowledged.length + 1)
    await again.close()
  },
)
