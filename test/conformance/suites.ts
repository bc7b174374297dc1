/** Every kind of server with the checks there are for it, ready to be run against an address. */
import { checks } from './checks.ts'
import { omniChecks } from './omni-checks.ts'
import { type ProfileName, profiles } from './profiles.ts'

export type Trial = {
  readonly name: string
  /** Undefined: not for this kind of server. */
  readonly run: ((url: URL) => Promise<unknown>) | undefined
}

export const suiteNames = [...(Object.keys(profiles) as ProfileName[]), 'vllm-omni'] as const // keys of a const object are its names
export type SuiteName = (typeof suiteNames)[number]

/** `sessions`: what a `vllm-omni` server is set to hold at once; 2 as it ships. */
export function suite(as: SuiteName, { sessions = 2 }: { readonly sessions?: number } = {}): readonly Trial[] {
  if (as === 'vllm-omni') return omniChecks.map(({ name, run }) => ({ name, run: (url) => run({ url, sessions }) }))
  const profile = profiles[as]
  return checks.map(({ name, when, run }) => ({
    name,
    run: (when?.(profile) ?? true) ? (url) => run({ url, profile }) : undefined,
  }))
}
