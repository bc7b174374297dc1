import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { AccessFile } from '../../access/access-file.ts'
import { makeKey } from '../../access/keys.ts'
import { OpusStreamReader } from '../../audio/ogg-opus.ts'
import { OpusDecoder } from '../../audio/opus-codec.ts'
import { toneShare } from '../../audio/test-sound.ts'
import { exportSession } from '../../cli/export.ts'
import { TestBridge } from '../test-bridge.ts'
import { keptSessionSchema, levelsSchema } from './api.ts'
import { withSound } from './test-call.ts'

function decoded(ogg: Uint8Array): Float32Array {
  const decoder = new OpusDecoder({ sampleRate: 24_000 })
  const parts = new OpusStreamReader().push(ogg).map(({ data }) => decoder.decode(data))
  return Float32Array.from(parts.flatMap((part) => [...part]))
}
const part = (pcm: Float32Array, fromMs: number, toMs: number) => pcm.subarray(fromMs * 24, toMs * 24)

describe('what is kept of a call', () => {
  it('can be heard: both sides mixed, each at its time, and each side alone from the beginning on', async () => {
    await using at = await TestBridge.start()
    const sessionId = await withSound(at)
    const kept = keptSessionSchema.parse(await (await fetch(`${at.http}/session/${sessionId}/recording`)).json())
    expect(kept).toMatchObject({ recording: 'audio', sound_ms: 3000 })
    const audio = async (side: string) => {
      const response = await fetch(`${at.http}/session/${sessionId}/audio?side=${side}`)
      expect(response.headers.get('content-type')).toBe('audio/ogg')
      return decoded(new Uint8Array(await response.arrayBuffer()))
    }
    const mixed = await audio('mixed')
    expect(Math.abs(mixed.length / 24 - 3000)).toBeLessThanOrEqual(40)
    expect(toneShare(part(mixed, 600, 1400), 440, 24_000)).toBeGreaterThan(0.9)
    expect(toneShare(part(mixed, 2100, 2900), 880, 24_000)).toBeGreaterThan(0.9)
    expect(Math.max(...part(mixed, 1600, 1950).map(Math.abs))).toBeLessThan(0.02)
    const agent = await audio('agent')
    expect(toneShare(part(agent, 2100, 2900), 880, 24_000)).toBeGreaterThan(0.9)
    expect(Math.max(...part(agent, 100, 1900).map(Math.abs))).toBeLessThan(0.02)
    const levels = levelsSchema.parse(await (await fetch(`${at.http}/session/${sessionId}/levels`)).json())
    const user = [...Buffer.from(levels.user, 'base64')]
    const loud = (ms: number) => (user[Math.floor(ms / levels.step_ms)] ?? 0) > 60
    expect([200, 700, 1300, 1800].map(loud)).toEqual([false, true, true, false])
  }, 60_000)

  it('can be taken along as a zip, whose sound other programs read', async () => {
    await using at = await TestBridge.start()
    const sessionId = await withSound(at)
    const zip = new Uint8Array(await (await fetch(`${at.http}/session/${sessionId}/export`)).arrayBuffer())
    const files = unzipSync(zip)
    expect(Object.keys(files).sort()).toEqual([
      ...['agent.opus', 'events.jsonl', 'mixed.opus'],
      ...['transcript.json', 'transcript.txt', 'transcript.vtt', 'user.opus'],
    ])
    expect(new TextDecoder().decode(files['transcript.vtt'])).toContain('<v You>a tone of 440')
    const dir = mkdtempSync(join(tmpdir(), 'duet-export-'))
    for (const name of ['user.opus', 'agent.opus', 'mixed.opus']) {
      const path = join(dir, name)
      writeFileSync(path, files[name] ?? new Uint8Array(0))
      for (const [tool, args] of [
        ['ffmpeg', ['-v', 'warning', '-i', path, '-f', 'null', '-']],
        ['opusinfo', [path]],
      ] as const) {
        const { error, status, stderr, stdout } = spawnSync(tool, args, { encoding: 'utf8' })
        if (error) continue // this machine does not have it
        expect([tool, name, status, stderr]).toEqual([tool, name, 0, ''])
        expect(stdout).not.toMatch(/warning/i)
      }
    }
  }, 60_000)

  it('is a folder by "duet export", from the bridge that runs and from its files when none does', async () => {
    await using at = await TestBridge.start({ keep: true })
    const sessionId = await withSound(at)
    const flags = { bridgePort: new URL(at.http).port, dataDir: at.dir }
    const dir = mkdtempSync(join(tmpdir(), 'duet-export-'))
    await exportSession(sessionId, join(dir, 'one'), flags)
    await expect(exportSession(sessionId, join(dir, 'one'), flags)).rejects.toMatchObject({ code: 'config.invalid' })
    await expect(exportSession('nobody', join(dir, 'no'), flags)).rejects.toMatchObject({ code: 'session.not_found' })
    await at.bridge.close('over')
    await at.journal.close()
    await exportSession(sessionId, join(dir, 'two'), flags)
    for (const name of ['mixed.opus', 'user.opus', 'transcript.txt', 'events.jsonl'])
      expect(readFileSync(join(dir, 'one', name)).equals(readFileSync(join(dir, 'two', name)))).toBe(true)
  }, 60_000)

  it('is for its own person, and for keys that read or manage, with a line in the log', async () => {
    const key = { talk: '', manage: '' }
    await using at = await TestBridge.start({
      settings: { DUET_KEYS: 'always' },
      before(dir) {
        using access = new AccessFile(dir)
        for (const scope of ['talk', 'manage'] as const) {
          const made = makeKey()
          access.addKey({ ...made, name: scope, scopes: [scope], createdAt: Date.now() })
          key[scope] = made.key
        }
      },
    })
    const sessionId = await withSound(at)
    const status = async (credential: string, what: string) =>
      (await fetch(`${at.http}/session/${sessionId}/${what}`, { headers: { authorization: `Bearer ${credential}` } })).status
    const token = async (user_id: string) => {
      const headers = { authorization: `Bearer ${key.talk}` }
      const body = JSON.stringify({ user_id })
      const answer = await (await fetch(`${at.http}/token`, { method: 'POST', headers, body })).json()
      return (answer as { token: string }).token // as tokenSchema has it
    }
    const [ana, ben] = await Promise.all([token('ana'), token('ben')])
    for (const what of ['recording', 'audio', 'levels', 'export']) {
      expect([what, await status(ana, what)]).toEqual([what, 200])
      expect([what, await status(ben, what)]).toEqual([what, 404])
      expect([what, await status(key.talk, what)]).toEqual([what, 403])
      expect([what, await status(key.manage, what)]).toEqual([what, 200])
    }
    const audits = at.lines.map((line) => JSON.parse(line)).filter((line) => line.audit && line.session === sessionId)
    expect(audits.map(({ what }) => what).sort()).toEqual(['export', 'levels', 'sound'])
    expect(at.lines.join('')).not.toContain('a tone of 440')
  }, 60_000)

  it('has no sound where none was recorded, and says so', async () => {
    await using at = await TestBridge.start()
    const sessionId = await at.newSession()
    expect((await fetch(`${at.http}/session/${sessionId}/audio`)).status).toBe(404)
    const zip = new Uint8Array(await (await fetch(`${at.http}/session/${sessionId}/export`)).arrayBuffer())
    expect(Object.keys(unzipSync(zip)).sort()).toEqual(['events.jsonl', 'transcript.json', 'transcript.txt', 'transcript.vtt'])
  })
})
