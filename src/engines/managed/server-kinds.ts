/** The model servers that Duet can start itself: what each is called, how it is told what to do, and how patient one must be with it. */
import type { Config } from '../../config/config.ts'
import { moshi } from '../moshi.ts'
import type { MoshiKind } from '../moshi-engine.ts'
import { personaplex } from '../personaplex.ts'

export type ServerSettings = Pick<
  Config,
  | 'DUET_MOSHI_PYTHON'
  | 'DUET_MOSHI_ARGS'
  | 'DUET_PERSONAPLEX_PYTHON'
  | 'DUET_PERSONAPLEX_ARGS'
  | 'MOSHI_VOICE'
  | 'MOSHI_QUANTIZATION'
  | 'MOSHI_HF_REPO'
  | 'MAX_MOSHI_FAILURES'
  | 'MAX_PERSONAPLEX_FAILURES'
>

export type ServerKind = {
  readonly engine: MoshiKind
  /** The Python module that is run. */
  readonly module: string
  python(settings: ServerSettings): string
  /** Arguments by the settings; the person's own follow them and go before them where both say something. */
  arguments(settings: ServerSettings, place: ServerPlace): readonly string[]
  ownArguments(settings: ServerSettings): readonly string[]
  /** Failures within five minutes, or starts in a row that came to nothing, at which it is given up. */
  maxFailures(settings: ServerSettings): number
  /** The settings by which a person changes python and arguments, for messages. */
  readonly variables: { readonly python: string; readonly arguments: string }
  /** How long a ready server may answer no plain request before it counts as hung, ms. A step of the model holds everything else up. */
  readonly hangMs: number
  /** How often an idle server proves itself by a handshake and sound, ms. Its slot is taken for so long as that lasts. */
  readonly proveMs: number
}

export type ServerPlace = {
  readonly port: number
  /** Memory of the GPU it gets, GB (10^9 bytes); null: not known or no GPU. */
  readonly gpuGb: number | null
}

/** Where the model alone fills the card, PersonaPlex can keep a part of it in main memory; its own flag, and not Kyutai's. */
const offloadBelowGb = 24
const loopback = '127.0.0.1'

/** Kyutai's server. `--static none`: its own page would be fetched, and nobody opens it. */
const moshiServer: ServerKind = {
  engine: moshi,
  module: 'moshi.server',
  python: (settings) => settings.DUET_MOSHI_PYTHON,
  arguments: (settings, { port }) => [
    ...['--host', loopback, '--port', String(port), '--static', 'none'],
    ...['--hf-repo', settings.MOSHI_HF_REPO ?? `kyutai/${settings.MOSHI_VOICE}-pytorch-${settings.MOSHI_QUANTIZATION}`],
  ],
  ownArguments: (settings) => settings.DUET_MOSHI_ARGS,
  maxFailures: (settings) => settings.MAX_MOSHI_FAILURES,
  variables: { python: 'DUET_MOSHI_PYTHON', arguments: 'DUET_MOSHI_ARGS' },
  hangMs: 60_000,
  proveMs: 60_000,
}

/**
 * NVIDIA's. Without `--host` it asks a public address for the name of this machine; voices and prompts are the caller's business, not
 * its flags'. A handshake costs it the reading of a prompt, so it proves itself less often.
 */
const personaplexServer: ServerKind = {
  engine: personaplex,
  module: 'moshi.server',
  python: (settings) => settings.DUET_PERSONAPLEX_PYTHON,
  arguments: (_settings, { port, gpuGb }) => [
    ...['--host', loopback, '--port', String(port), '--static', 'none'],
    ...(gpuGb !== null && gpuGb < offloadBelowGb ? ['--cpu-offload'] : []),
  ],
  ownArguments: (settings) => settings.DUET_PERSONAPLEX_ARGS,
  maxFailures: (settings) => settings.MAX_PERSONAPLEX_FAILURES,
  variables: { python: 'DUET_PERSONAPLEX_PYTHON', arguments: 'DUET_PERSONAPLEX_ARGS' },
  hangMs: 60_000,
  proveMs: 300_000,
}

export const serverKinds: Readonly<Record<Config['DUET_MANAGE'][number]['kind'], ServerKind>> = {
  moshi: moshiServer,
  personaplex: personaplexServer,
}
