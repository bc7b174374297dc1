import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { bridgeNodeFlags } from './node-flags.ts'

it.each(['bin/duet.mjs', 'deploy/systemd/duet-bridge.service', 'deploy/docker/Dockerfile'])(
  '%s runs a bridge as "duet up" does',
  (file) => {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    for (const flag of bridgeNodeFlags) expect(text).toContain(flag)
  },
)
