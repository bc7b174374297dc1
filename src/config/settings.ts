/** Every setting of Duet in one table: name, what is allowed, default, one sentence. Everything else about settings is derived from it. */
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { recordingLevels } from '../protocol/recording-level.ts'

export type Setting<T> = {
  readonly schema: z.ZodType<T, string>
  /** Parsed by the same schema; absent: the setting may be unset. */
  readonly default?: string
  /** The default as shown to people, where the real one depends on the machine. */
  readonly shown?: string
  /** What a value may be, for error messages and `.env.example`. */
  readonly allowed: string
  readonly about: string
  readonly secret?: true
}

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url))

/** A path as a person writes it in a file: `~` is the home folder, a relative one starts at the repository. */
function absolutePath(written: string): string {
  const home = written === '~' || written.startsWith('~/') ? join(homedir(), written.slice(1)) : written
  return isAbsolute(home) ? home : resolve(repositoryRoot, home)
}

function cacheDir(): string {
  if (process.platform === 'darwin') return '~/Library/Caches/duet'
  return join(process.env.XDG_CACHE_HOME || '~/.cache', 'duet')
}

const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(min).max(max))
const port = wholeNumber(0, 65535)
const text = z.string().trim().min(1)
const path = text.transform(absolutePath)
const choice = <const T extends readonly [string, ...string[]]>(values: T) => z.string().pipe(z.enum(values))
const list = z.string().transform((written) =>
  written
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const urlWith = (...schemes: string[]) =>
  text.refine((written) => URL.canParse(written) && schemes.includes(new URL(written).protocol.slice(0, -1)))

const yesOrNo = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false']))
  .transform((written) => written === 'true')

const portAllowed = 'a port number, 0 to 65535 (0: any free one)'
const setting = <T>(one: Setting<T> & { readonly default: string }) => one
const optional = <T>(one: Omit<Setting<T>, 'default'>): Setting<T | undefined> => one

/** Engines as written: a name, and an address where the engine is elsewhere. Which names exist is known to `engines/`. */
const engineList = list.pipe(z.array(z.string().regex(/^[a-z][a-z0-9-]*(=wss?:\/\/\S+)?$/)).min(1))

/** Model servers to start: a kind, and how many where there are more than one. */
const serverList = list.pipe(
  z.array(
    z
      .string()
      .regex(/^(moshi|personaplex)(:[1-9]\d?)?$/)
      .transform((written) => {
        const [kind, count = '1'] = written.split(':')
        return { kind: kind === 'moshi' ? ('moshi' as const) : ('personaplex' as const), count: Number(count) }
      }),
  ),
)
/** Words with blanks between; double quotes hold one together. */
const words = z
  .string()
  .transform((written) => [...written.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''))

export const settings = {
  DUET_HOST: setting({
    schema: text,
    default: '127.0.0.1',
    allowed: 'an address of this machine, e.g. 127.0.0.1, ::1 or 0.0.0.0',
    about: 'The address Duet listens on; only this machine can reach it unless it is changed.',
  }),
  DUET_PAGE_PORT: setting({ schema: port, default: '3010', allowed: portAllowed, about: 'Port of the page.' }),
  DUET_BRIDGE_PORT: setting({
    schema: port,
    default: '8999',
    allowed: portAllowed,
    about: 'Port of the bridge: its API and sockets.',
  }),
  DUET_MAS_PORT: setting({
    schema: port,
    default: '8001',
    allowed: portAllowed,
    about: 'Port of the orchestrator (memory and agents).',
  }),
  MOSHI_PORT: setting({
    schema: port,
    default: '8998',
    allowed: portAllowed,
    about: 'Port of the local engine, or of the engine at MOSHI_HOST.',
  }),
  DUET_ALLOWED_HOSTS: setting({
    schema: list,
    default: '',
    allowed: 'host names with commas between, e.g. duet.example,192.168.0.5',
    about: 'Names beside localhost by which browsers may open Duet.',
  }),
  DUET_ALLOWED_ORIGINS: setting({
    schema: list.pipe(z.array(z.string().refine((origin) => URL.canParse(origin) && new URL(origin).origin === origin))),
    default: '',
    allowed: 'origins with commas between, e.g. https://app.example (scheme, name, port; nothing after)',
    about: 'Web pages of other origins that may use the API and the sockets.',
  }),
  DUET_DATA_DIR: setting({
    schema: path,
    default: '.duet',
    allowed: 'a folder; a relative one starts at the repository',
    about: 'Where conversations are kept.',
  }),
  DUET_RECORDING: setting({
    schema: choice(recordingLevels),
    default: 'audio',
    allowed: 'off (nothing that is said), transcript (words) or audio (words and sound)',
    about: 'The most that is kept of a call; each caller chooses within it, and sound is kept only where one asks for it.',
  }),
  DUET_KEEP_DAYS: optional({
    schema: wholeNumber(1, 36_500),
    allowed: 'days, a whole number from 1',
    about: 'How long conversations are kept, words and sound; unset, until they are deleted. What was learned from them stays.',
  }),
  DUET_KEEP_AUDIO_DAYS: setting({
    schema: wholeNumber(1, 36_500),
    default: '30',
    allowed: 'days, a whole number from 1',
    about: 'How long the sound of calls is kept, at most as long as their words.',
  }),
  DUET_RECORDING_MAX_MB: setting({
    schema: wholeNumber(1, 100_000_000),
    default: '10000',
    allowed: 'megabytes, a whole number from 1',
    about: 'Room for the sound of all calls; beyond it calls go on and their sound is not kept.',
  }),
  DUET_MEMORY_URL: optional({
    schema: urlWith('postgres', 'postgresql'),
    allowed: 'postgres://user:password@host:port/database',
    about: 'Postgres (with pgvector; Supabase, too) for the memory; unset, it is a file in DUET_DATA_DIR.',
  }),
  DUET_MODELS_DIR: setting({
    schema: path,
    default: join(cacheDir(), 'models'),
    shown: '~/.cache/duet/models',
    allowed: 'a folder; a relative one starts at the repository',
    about: 'Where downloaded models are kept.',
  }),
  DUET_LOG_LEVEL: setting({
    schema: choice(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']),
    default: 'info',
    allowed: 'silent, fatal, error, warn, info, debug or trace',
    about: 'How much is logged; what is said in a call never is.',
  }),
  DUET_KEYS: setting({
    schema: choice(['auto', 'always']),
    default: 'auto',
    allowed: 'auto (keys are required once DUET_HOST is not loopback) or always (behind a proxy on this machine)',
    about: 'Whether a request needs a key or token.',
  }),
  DUET_API_KEY: optional({
    schema: text,
    allowed: 'a key or token',
    about: 'What the command-line clients ("duet call" and others) send where a Duet asks for a key.',
    secret: true,
  }),
  DUET_TLS_CERT: optional({
    schema: path,
    allowed: 'a file in PEM, the whole chain',
    about:
      'Certificate of the page’s port, which then speaks https only; the bridge’s port then answers this machine alone. Read again when it changes; "duet up --lan" makes one.',
  }),
  DUET_TLS_KEY: optional({ schema: path, allowed: 'a file in PEM', about: 'The private key of DUET_TLS_CERT.' }),
  DUET_DRAIN: setting({
    schema: wholeNumber(0, 86_400),
    default: '0',
    allowed: 'seconds, a whole number from 0',
    about: 'How long running calls may go on after SIGTERM, which lets no new ones in; then they are told and ended.',
  }),
  DUET_TRUSTED_PROXIES: setting({
    schema: list,
    default: '',
    allowed: 'addresses with commas between, e.g. 127.0.0.1',
    about: 'Proxies of yours, whose X-Forwarded-For is believed.',
  }),
  DUET_USER_CALLS: optional({
    schema: wholeNumber(1, 1000),
    allowed: 'a whole number from 1',
    about: 'Calls at once of one user.',
  }),
  DUET_USER_MINUTES: optional({
    schema: wholeNumber(1, 1440),
    allowed: 'a whole number from 1 to 1440',
    about: 'Minutes of calls of one user per day (UTC).',
  }),
  DUET_MAX_SESSIONS: setting({
    schema: wholeNumber(1, 100_000),
    default: '200',
    allowed: 'a whole number from 1',
    about: 'Calls at once in one bridge; the next caller is refused.',
  }),
  DUET_ENGINES: optional({
    schema: engineList,
    allowed: 'name or name=ws://host:port with commas between, e.g. personaplex=wss://gpu1:8998,local',
    about: 'The speech engines, best first; where set, it is the whole truth about them.',
  }),
  DUET_NATS_URL: optional({
    schema: urlWith('nats', 'tls'),
    allowed: 'nats://host:port, with user:password@ where it asks for them',
    about: 'A NATS server with JetStream that keeps the leases of engine slots, where several bridges share engines.',
  }),
  MOSHI_HOST: optional({
    schema: text.refine((host) => !host.includes('/')),
    allowed: 'a host name or address, without scheme or path',
    about: 'Where a Moshi or PersonaPlex server runs; unset means the local engine.',
  }),
  MOSHI_URL: optional({
    schema: urlWith('http', 'https', 'ws', 'wss'),
    allowed: 'a URL: ws(s):// is the address of a Moshi server, http(s):// the base of links sent to people',
    about: 'Address of a Moshi server, or base of links sent to people.',
  }),
  PERSONAPLEX_URL: optional({
    schema: urlWith('http', 'https', 'ws', 'wss'),
    allowed: 'a URL: ws(s):// is the address of a PersonaPlex server, http(s):// the base of links sent to people',
    about: 'Address of a PersonaPlex server, or base of links sent to people.',
  }),
  PERSONAPLEX_VOICE: optional({
    schema: text
      .transform((voice) => voice.replace(/\.pt$/, ''))
      .pipe(z.string().regex(/^(NATF[0-3]|NATM[0-3]|VARF[0-4]|VARM[0-4])$/)),
    allowed: 'NATF0…NATF3, NATM0…NATM3, VARF0…VARF4 or VARM0…VARM4, with or without ".pt"',
    about:
      'Voice where a caller asks for none, before the persona’s own; set, it says that the server at MOSHI_HOST is PersonaPlex.',
  }),
  DUET_PROMPT_TOKENIZER: optional({
    schema: path,
    allowed: 'a file, e.g. tokenizer_spm_32k_3.model from beside the weights',
    about: 'SentencePiece file of the engines’ model, to count a prompt’s tokens exactly; unset, they are estimated from above.',
  }),
  DUET_MANAGE: setting({
    schema: serverList,
    default: '',
    allowed: 'moshi or personaplex, each with :count where there are several, commas between; e.g. personaplex:2,moshi',
    about: 'Model servers that "duet up" starts, watches and ends itself; they go before the engines of DUET_ENGINES.',
  }),
  DUET_MANAGE_PORT: setting({
    schema: wholeNumber(1, 65000),
    default: '9100',
    allowed: 'a port number, 1 to 65000',
    about: 'Port of the first model server that Duet starts, on this machine only; further ones have the next.',
  }),
  DUET_MOSHI_PYTHON: setting({
    schema: text,
    default: 'python3',
    allowed: 'a program by name or path',
    about: 'The Python in which Kyutai’s “moshi” is installed.',
  }),
  DUET_MOSHI_ARGS: setting({
    schema: words,
    default: '',
    allowed: 'arguments with blanks between; double quotes hold one together',
    about: 'Further arguments of a Moshi server that Duet starts, e.g. --half.',
  }),
  DUET_PERSONAPLEX_PYTHON: setting({
    schema: text,
    default: 'python3',
    allowed: 'a program by name or path',
    about: 'The Python in which NVIDIA’s PersonaPlex is installed; it cannot be the one with Kyutai’s “moshi”.',
  }),
  DUET_PERSONAPLEX_ARGS: setting({
    schema: words,
    default: '',
    allowed: 'arguments with blanks between; double quotes hold one together',
    about: 'Further arguments of a PersonaPlex server that Duet starts.',
  }),
  MOSHI_VOICE: setting({
    schema: choice(['moshiko', 'moshika']),
    default: 'moshiko',
    allowed: 'moshiko or moshika',
    about: 'Voice (that is, model) of a Moshi server that Duet starts.',
  }),
  MOSHI_QUANTIZATION: setting({
    schema: choice(['bf16', 'q8']),
    default: 'bf16',
    allowed: 'bf16 or q8',
    about: 'Number format of a Moshi server that Duet starts.',
  }),
  MOSHI_HF_REPO: optional({
    schema: text,
    allowed: 'a repository name, e.g. kyutai/moshiko-pytorch-bf16',
    about: 'Weights of a Moshi server that Duet starts, where not those of voice and quantization.',
  }),
  HF_TOKEN: optional({
    schema: text,
    allowed: 'an access token',
    about: 'Hugging Face token, needed for PersonaPlex’s weights.',
    secret: true,
  }),
  MAX_MOSHI_FAILURES: setting({
    schema: wholeNumber(1, 1000),
    default: '3',
    allowed: 'a whole number from 1',
    about: 'Failures of a Moshi server within five minutes, or starts in a row in vain, at which it is given up.',
  }),
  MAX_PERSONAPLEX_FAILURES: setting({
    schema: wholeNumber(1, 1000),
    default: '3',
    allowed: 'a whole number from 1',
    about: 'The same for a PersonaPlex server.',
  }),
  MIN_VRAM_GB: setting({
    schema: wholeNumber(0, 10_000),
    default: '20',
    allowed: 'a whole number of gigabytes',
    about: 'GPU memory that each model server needs, in GB; with less free it is not started. 0: not looked at.',
  }),
  DUET_ENGINE_SESSIONS: setting({
    schema: wholeNumber(1, 64),
    default: '2',
    allowed: 'a whole number from 1 to 64',
    about: 'Calls at once in the local engine; the next caller waits in the queue.',
  }),
  DUET_QUEUE_LIMIT: setting({
    schema: wholeNumber(0, 10_000),
    default: '100',
    allowed: 'a whole number from 0',
    about: 'Callers who may wait for a free engine; the next one is refused.',
  }),
  DUET_QUEUE_WAIT: setting({
    schema: wholeNumber(1, 86_400),
    default: '600',
    allowed: 'seconds, a whole number from 1',
    about: 'Longest wait of a caller for a free engine, seconds.',
  }),
  DUET_RESUME_GRACE: setting({
    schema: wholeNumber(0, 3600),
    default: '30',
    allowed: 'seconds, a whole number from 0 (0: a call ends with its connection)',
    about: 'How long the engine of a call is kept for a client whose connection is lost, seconds.',
  }),
  DUET_TAKEOVER: setting({
    schema: choice(['ask', 'take', 'refuse']),
    default: 'ask',
    allowed: 'ask (who wants it must say so), take (who comes last has it), refuse',
    about: 'Whether a call that is open in one place may be taken over from another by the same user.',
  }),
  DUET_ROLLOVER_SPARES: setting({
    schema: wholeNumber(0, 1000),
    default: '0',
    allowed: 'a whole number from 0',
    about: 'Slots over all engines kept free of new calls, so that a long call can move to a fresh one without a gap.',
  }),
  DUET_EAR: setting({
    schema: choice(['tiny.en', 'base']),
    default: 'tiny.en',
    allowed: 'tiny.en or base',
    about: 'Speech recognition of the local engine: the small English model, or the larger one for many languages.',
  }),
  DUET_MOUTH: setting({
    schema: choice(['piper', 'kokoro']),
    default: 'piper',
    allowed: 'piper or kokoro',
    about:
      'Voices of the local engine: one of each sex that run on two cores, or 28 more natural ones for machines with more than four (93 MB more to fetch, 700 MB of memory).',
  }),
  DUET_BRIDGE_EAR: setting({
    schema: choice(['auto', 'off', 'tiny.en', 'base']),
    default: 'auto',
    allowed: 'auto (the one of DUET_EAR), off, tiny.en or base',
    about: 'Speech recognition in the bridge, for engines that do not tell what the user says (PersonaPlex, Moshi).',
  }),
  DUET_BRIDGE_EARS: setting({
    schema: wholeNumber(1, 64),
    default: '1',
    allowed: 'a whole number from 1 to 64',
    about: 'How many such ears all calls share; each takes a core while it listens and up to 450 MB of memory.',
  }),
  DUET_BRAIN: optional({
    schema: text,
    allowed: 'provider:model (anthropic:…, openai:…, ollama:…, local:…), "built-in", or the URL of an OpenAI-compatible server',
    about: 'The text model behind the local engine; unset, the best one found is taken.',
  }),
  ANTHROPIC_API_KEY: optional({ schema: text, allowed: 'an API key', about: 'Key for Anthropic models.', secret: true }),
  ANTHROPIC_MODEL: optional({
    schema: text,
    allowed: 'the name of a model',
    about: 'Which Anthropic model, where DUET_BRAIN names none; agents that carry out tasks get it, too.',
  }),
  OPENAI_API_KEY: optional({
    schema: text,
    allowed: 'an API key',
    about: 'Key for OpenAI models or an OpenAI-compatible server.',
    secret: true,
  }),
  DUET_MAS_HOST: setting({
    schema: text,
    default: '127.0.0.1',
    allowed: 'an address of this machine, e.g. 127.0.0.1 or 0.0.0.0',
    about: 'The address the orchestrator listens on; only the bridge on this machine needs it.',
  }),
  DUET_MAS: setting({
    schema: choice(['on', 'off']),
    default: 'on',
    allowed: 'on or off',
    about: 'Whether transcripts go to an orchestrator: the one at MAS_ORCHESTRATOR_URL, or that of this Duet at DUET_MAS_PORT.',
  }),
  MAS_KEY: optional({
    schema: text,
    allowed: 'a key',
    about: 'What the bridge sends to an orchestrator that asks for a key.',
    secret: true,
  }),
  MAS_ORCHESTRATOR_URL: optional({
    schema: urlWith('http', 'https').transform((url) => url.replace(/\/+$/, '')),
    allowed: 'an http(s) URL',
    about: 'An orchestrator elsewhere that gets the transcripts.',
  }),
  MAS_TIMEOUT: setting({
    schema: z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().gt(0).max(300)),
    default: '5',
    allowed: 'seconds, more than 0',
    about: 'How long a request to the orchestrator may take, seconds.',
  }),
  DUET_TASKS: setting({
    schema: path,
    default: '.duet/tasks.yaml',
    allowed: 'a YAML file; a relative path starts at the repository',
    about: 'Who carries out tasks, and the commands that may be run for one; without the file, none may.',
  }),
  DUET_TASK_AGENT: setting({
    schema: choice(['auto', 'file', 'brain', 'claude', 'openclaw', 'moltbot', 'off']),
    default: 'auto',
    allowed:
      'auto (the one in DUET_TASKS, else the brain where one over the network is set), file, brain, claude, openclaw, moltbot or off',
    about: 'Who carries out tasks: a program of yours, the brain with the allowed commands as its tools, or nobody.',
  }),
  DUET_TASK_USERS: setting({
    schema: list,
    default: 'local',
    allowed: 'users with commas between, or * for everybody',
    about: 'For whom tasks are carried out that are asked for in a call; others’ words start nothing.',
  }),
  DUET_TASKS_AT_ONCE: setting({
    schema: wholeNumber(1, 100),
    default: '2',
    allowed: 'a whole number from 1 to 100',
    about: 'Tasks that run at once; the next ones wait.',
  }),
  EXECUTION_TIMEOUT_MINUTES: setting({
    schema: wholeNumber(1, 1440),
    default: '60',
    allowed: 'minutes, a whole number from 1 to 1440',
    about: 'How long a task may run without a question; then it is ended with everything it started.',
  }),
  NOTIFY_ON_QUESTION: setting({
    schema: yesOrNo,
    default: 'true',
    allowed: 'true or false',
    about: 'Whether a message is sent when a task waits for an answer and nobody is in a call.',
  }),
  NOTIFY_ON_COMPLETE: setting({
    schema: yesOrNo,
    default: 'true',
    allowed: 'true or false',
    about: 'Whether a message is sent when a task is done or has failed and nobody is in a call.',
  }),
  DUET_NOTIFY: setting({
    schema: list.pipe(z.array(z.enum(['log', 'openclaw', 'openclaw-http', 'whatsapp', 'webhook', 'email']))),
    default: 'log',
    allowed: 'log, openclaw, openclaw-http, whatsapp, webhook and email, with commas between',
    about: 'By which channels messages go out; each gets every message.',
  }),
  DUET_LINK_HOURS: setting({
    schema: wholeNumber(1, 168),
    default: '24',
    allowed: 'hours, a whole number from 1 to 168',
    about: 'How long the link in a message can be used to answer; it works once.',
  }),
  WHATSAPP_PHONE: optional({
    schema: text.pipe(z.string().regex(/^\+?\d{7,15}$/)),
    allowed: 'a telephone number with its country code, e.g. +4712345678',
    about: 'Where messages by WhatsApp and OpenClaw go.',
  }),
  DUET_WHATSAPP_BRIDGE: setting({
    schema: urlWith('ws', 'wss'),
    default: 'ws://127.0.0.1:18791',
    allowed: 'a ws(s) URL',
    about: 'A Baileys bridge that sends WhatsApp messages, for the channel "whatsapp".',
  }),
  DUET_OPENCLAW: setting({
    schema: words.pipe(z.array(z.string()).min(1)),
    default: 'openclaw',
    allowed: 'a program with arguments, blanks between; double quotes hold one together',
    about: 'The OpenClaw command line, for the channel "openclaw".',
  }),
  DUET_OPENCLAW_URL: setting({
    schema: urlWith('http', 'https').transform((url) => url.replace(/\/+$/, '')),
    default: 'http://127.0.0.1:18789',
    allowed: 'an http(s) URL',
    about: 'The OpenClaw gateway, for the channel "openclaw-http".',
  }),
  DUET_OPENCLAW_TOKEN: optional({
    schema: text,
    allowed: 'a token',
    about: 'The token of its hooks.',
    secret: true,
  }),
  DUET_WEBHOOK_URL: optional({
    schema: urlWith('http', 'https'),
    allowed: 'an http(s) URL',
    about: 'Where messages are posted, for the channel "webhook".',
  }),
  DUET_WEBHOOK_SECRET: optional({
    schema: text.pipe(z.string().min(16)),
    allowed: 'at least 16 characters',
    about: 'Signs what is posted there (HMAC-SHA256).',
    secret: true,
  }),
  DUET_SMTP_URL: optional({
    schema: urlWith('smtp', 'smtps'),
    allowed: 'smtp(s)://user:password@host:port',
    about: 'The mail server, for the channel "email".',
    secret: true,
  }),
  DUET_MAIL_FROM: optional({ schema: text, allowed: 'an address', about: 'Whom such mail is from.' }),
  DUET_MAIL_TO: optional({ schema: text, allowed: 'an address', about: 'Whom such mail is for.' }),
  SUPABASE_URL: optional({
    schema: urlWith('http', 'https'),
    allowed: 'an http(s) URL',
    about: 'Supabase project for the memory.',
  }),
  SUPABASE_ANON_KEY: optional({ schema: text, allowed: 'a key', about: 'Key of the Supabase project.', secret: true }),
} as const

export type SettingName = keyof typeof settings
export type Config = { readonly [K in SettingName]: z.output<(typeof settings)[K]['schema']> }

// Keys of a const object are exactly its names.
export const settingNames = Object.keys(settings) as readonly SettingName[]
