import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { flagSettings, withConfigFlags } from './flags.ts'

function parsed(...args: string[]) {
  const command = withConfigFlags(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  command.parse(args, { from: 'user' })
  return flagSettings(command.opts())
}

describe('the flags of settings', () => {
  it('stand for their settings, and --set for any other', () => {
    expect(parsed('--page-port', '4000', '--brain', 'built-in', '--set', 'MOSHI_HOST=gpu', '--set', 'MAS_TIMEOUT=2')).toEqual({
      DUET_PAGE_PORT: '4000',
      DUET_BRAIN: 'built-in',
      MOSHI_HOST: 'gpu',
      MAS_TIMEOUT: '2',
    })
  })

  it('keep what stands behind the first "="', () => {
    expect(parsed('--set', 'MOSHI_URL=ws://x?a=b')).toEqual({ MOSHI_URL: 'ws://x?a=b' })
  })

  it.each(['DUET_NOTHING=1', 'MOSHI_HOST', '=1'])('refuse --set %s', (written) => {
    expect(() => parsed('--set', written)).toThrow(/NAME=value/)
  })
})
