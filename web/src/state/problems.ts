/** Everything that can go wrong as the page says it: what happened, whether anything was lost, and the one thing to do. */
import { type ErrorCode, errorCatalogue } from '../../../src/protocol/errors.ts'

export interface Problem {
  readonly id: PageProblem | ErrorCode
  readonly what: string
  readonly lost: string
  readonly todo: string
  /** Whether pressing Talk again can help; where it cannot, the control says so by being disabled. */
  readonly retry: boolean
}

const nothingLost = 'Nothing was lost.'
const keptSoFar = 'What was said so far is kept and can be read under History.'

const pageProblems = {
  'microphone.denied': problem('The microphone is blocked.', nothingLost, 'Allow it beside the address, then press Talk.'),
  'microphone.none': problem('No microphone was found.', nothingLost, 'Connect one, then press Talk.'),
  'microphone.busy': problem(
    'The microphone is there, but another program holds it.',
    nothingLost,
    'Close the other program, then press Talk.',
  ),
  'microphone.lost': problem(
    'The microphone went away.',
    'The call goes on, and you still hear it; it does not hear you.',
    'Connect it again, or choose another under Sound.',
  ),
  'page.insecure': problem(
    'Browsers give the microphone only to secure pages, and this address is not one.',
    nothingLost,
    'Open it as http://localhost on the same machine, or over https.',
    false,
  ),
  'page.codec': problem(
    'This browser cannot code speech (it has neither WebCodecs with Opus nor WebAssembly).',
    nothingLost,
    'Open the page in a current Chrome, Edge, Firefox or Safari.',
    false,
  ),
  'page.audio': problem(
    'The browser did not start its sound.',
    nothingLost,
    'Check that a speaker is connected, then press Talk.',
  ),
  'bridge.unreachable': problem(
    'Duet is not answering.',
    nothingLost,
    'Start it with “npm start” and leave its window open, then press Talk.',
  ),
  'connection.lost': problem(
    'The connection broke, and ten minutes of trying did not bring it back.',
    keptSoFar,
    'Check the network, then press Talk to start again.',
  ),
} as const

export type PageProblem = keyof typeof pageProblems

/** How the page puts the server's own codes; for the others the server's message stands. */
const serverWords: Partial<Record<ErrorCode, { readonly what: string; readonly lost?: string; readonly todo?: string }>> = {
  'engine.unreachable': {
    what: 'Duet is up, but its speech engine does not answer.',
    todo: 'Start the engine (“npm start” does), then press Talk. “npx duet doctor” tells more.',
  },
  'engine.not_ready': {
    what: 'The speech engine is still being started.',
    todo: 'The first start fetches its model and takes minutes. Press Talk again in a while.',
  },
  'engine.handshake_timeout': {
    what: 'The speech engine took the call but never got ready.',
    todo: 'Press Talk again; if it stays so, look at the engine’s log.',
  },
  'engine.busy': { what: 'All places are taken.', todo: 'Press Talk again in a moment.' },
  'engine.queue_full': {
    what: 'All places are taken, and so many people wait already that the queue is full.',
    todo: 'Press Talk again in a minute or two.',
  },
  'session.limit': { what: 'All places are taken.', todo: 'Press Talk again in a moment.' },
  'engine.lost': { what: 'The speech engine ended the call.', todo: 'Press Talk to start again.' },
  'engine.stalled': { what: 'The speech engine stopped sending sound.', todo: 'Press Talk to start again.' },
  'session.ended': { what: 'This conversation is over.', todo: 'Press Talk to start a new one.' },
  'session.not_found': { what: 'Duet no longer knows this conversation.', todo: 'Press Talk to start a new one.' },
  'session.busy': {
    what: 'This conversation is open in another window.',
    lost: 'Nothing was lost: it goes on there.',
    todo: 'Talk there, or press Talk to start a new one here.',
  },
  'session.taken_over': {
    what: 'This conversation went over to another window.',
    lost: 'Nothing was lost: it goes on there.',
    todo: 'Talk there, take it back, or press Talk to start a new one here.',
  },
  'session.elsewhere': {
    what: 'This conversation is open in another window.',
    lost: 'Nothing was lost: it goes on there.',
    todo: 'Talk there, take it over, or press Talk to start a new one here.',
  },
  'server.stopping': { what: 'Duet was stopped.', todo: 'Start it with “npm start”, then press Talk.' },
  'access.expired': { what: 'Your access has run out.', todo: 'Open your link again, or enter a key.' },
  'user.limit': { what: 'Your time or calls for today are used up.', todo: 'Come back tomorrow, or end another call.' },
  'rate.limited': { what: 'Too many calls were started in a short time.', todo: 'Wait a minute, then press Talk.' },
}

export function pageProblem(id: PageProblem): Problem {
  return { id, ...pageProblems[id] }
}

/** The server's refusal in the page's words. `talked` says whether a conversation was already under way. */
export function serverProblem(code: ErrorCode, message: string, talked: boolean): Problem {
  const words = serverWords[code]
  return {
    id: code,
    what: words?.what ?? message,
    lost: words?.lost ?? (talked ? keptSoFar : nothingLost),
    todo: words?.todo ?? errorCatalogue[code].action,
    retry: true,
  }
}

/** The catalogue code behind a WebSocket close code, where there is exactly one a page can meet. */
export function closeProblem(closeCode: number, talked: boolean): Problem | null {
  const code = closeCodes[closeCode]
  return code === undefined ? null : serverProblem(code, errorCatalogue[code].action, talked)
}

const closeCodes: Readonly<Record<number, ErrorCode>> = {
  1001: 'server.stopping',
  4401: 'access.expired',
  4404: 'session.not_found',
  4409: 'session.busy',
  4410: 'session.ended',
  4421: 'session.taken_over',
  4423: 'session.elsewhere',
  4429: 'rate.limited',
  4502: 'engine.unreachable',
  4503: 'session.limit',
  4504: 'engine.handshake_timeout',
}

/** What `getUserMedia` threw, by the names of the Media Capture specification. */
export function microphoneProblem(thrown: unknown): Problem {
  const name = thrown instanceof DOMException ? thrown.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return pageProblem('microphone.denied')
  if (name === 'NotReadableError' || name === 'AbortError') return pageProblem('microphone.busy')
  return pageProblem('microphone.none')
}

function problem(what: string, lost: string, todo: string, retry = true): Omit<Problem, 'id'> {
  return { what, lost, todo, retry }
}
