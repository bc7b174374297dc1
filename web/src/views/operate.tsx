/** For who runs Duet: what works and what does not, the calls that are on, the engines, and the latest errors. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { TroubleNote } from '../components/trouble-note.tsx'
import { lengthWords } from '../length-words.ts'
import {
  drainServer,
  type EngineServer,
  endCallOf,
  fetchOperation,
  type Health,
  type Operation,
  type RunningCall,
} from '../operate-api.ts'
import { callWords, serverTrouble, serverWords } from '../state/operate-words.ts'

const LOOK_EVERY_MS = 2000

export function OperateView() {
  const [seen, setSeen] = useState<Operation | null>(null)
  const [thrown, setThrown] = useState<unknown>(null)
  const looking = useRef(false)
  const look = async () => {
    if (looking.current || document.visibilityState !== 'visible') return
    looking.current = true
    try {
      setSeen(await fetchOperation())
      setThrown(null)
    } catch (error) {
      setThrown(error)
    } finally {
      looking.current = false
    }
  }
  useEffect(() => {
    void look()
    const timer = setInterval(look, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  const act = async (what: Promise<void>) => {
    await what.catch(setThrown)
    await look()
  }
  return (
    <section class="readable operate">
      <h1>How this Duet does</h1>
      {thrown !== null && <TroubleNote thrown={thrown} onAgain={() => void look()} />}
      {seen === null && thrown === null && <p>Looking…</p>}
      {seen !== null && (
        <>
          <Parts health={seen.health} draining={seen.calls.draining} />
          <Calls calls={seen.calls.calls} queued={seen.engines.queued} onEnd={(id) => void act(endCallOf(id))} />
          <Engines servers={seen.engines.servers} onDrain={(id, on) => void act(drainServer(id, on))} />
          <Errors errors={seen.calls.errors} />
        </>
      )}
    </section>
  )
}

interface PartsProps {
  readonly health: Health | null
  readonly draining: boolean
}

const lights = { ok: 'good', starting: 'wait', degraded: 'wait', down: 'bad' } as const

function Parts({ health, draining }: PartsProps) {
  return (
    <section class="operate-part" aria-labelledby="parts-title">
      <h2 id="parts-title">Parts</h2>
      {draining && <p class="problem">It is being stopped: running calls go on, new ones are turned away.</p>}
      {health === null ? (
        <p class="problem">No call can be held now; the engines below say why.</p>
      ) : (
        <dl class="operate-parts">
          {Object.entries(health.checks).map(([name, { status, detail }]) => (
            <div key={name}>
              <dt>
                <span class={`dot dot-${lights[status]}`} aria-hidden="true" /> {partNames[name] ?? name}
              </dt>
              <dd>{detail || status}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

const partNames: Readonly<Record<string, string>> = {
  moshi: 'Engines',
  orchestrator: 'Orchestrator',
  store: 'Conversations',
  disk: 'Disk',
  queue: 'Queue',
}

interface CallsProps {
  readonly calls: readonly RunningCall[]
  readonly queued: number
  readonly onEnd: (sessionId: string) => void
}

function Calls({ calls, queued, onEnd }: CallsProps) {
  const counted = calls.length === 0 ? 'Nobody is in a call' : calls.length === 1 ? 'One call' : `${calls.length} calls`
  return (
    <section class="operate-part" aria-labelledby="calls-title">
      <h2 id="calls-title">Calls</h2>
      <p>
        {counted}
        {queued > 0 && `, ${queued} in line`}.
      </p>
      <ul class="operate-list">
        {calls.map((call) => (
          <li key={call.session_id} class="operate-line">
            <span class="operate-main">
              <strong>{call.user_id}</strong> with {call.persona} · {lengthWords(call.length_ms)}
              <span class="operate-detail">
                {callWords(call)}
                {call.server !== null && ` · ${call.server}`}
              </span>
            </span>
            <span class="operate-actions">
              <a href={`/history/${encodeURIComponent(call.session_id)}`}>Its story</a>
              <EndButton call={call} onEnd={onEnd} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Asks once more: it cuts somebody off. */
function EndButton({ call, onEnd }: { readonly call: RunningCall; readonly onEnd: (sessionId: string) => void }) {
  const [asked, setAsked] = useState(false)
  const words = asked ? 'Really end it' : 'End'
  return (
    <button
      type="button"
      class="plain"
      aria-label={`${words}: the call of ${call.user_id}`}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? onEnd(call.session_id) : setAsked(true))}
    >
      {words}
    </button>
  )
}

interface EnginesProps {
  readonly servers: readonly EngineServer[]
  readonly onDrain: (serverId: string, on: boolean) => void
}

function Engines({ servers, onDrain }: EnginesProps) {
  return (
    <section class="operate-part" aria-labelledby="engines-title">
      <h2 id="engines-title">Engines</h2>
      <ul class="operate-list">
        {servers.map((server) => {
          const trouble = serverTrouble(server)
          return (
            <li key={server.id} class="operate-line">
              <span class="operate-main">
                <strong>{server.id}</strong>
                <span class="operate-detail">{serverWords(server)}</span>
                {trouble !== null && <span class="operate-trouble">{trouble}</span>}
              </span>
              <button
                type="button"
                class="plain"
                aria-label={`${server.draining ? 'Take calls again' : 'Drain'}: ${server.id}`}
                onClick={() => onDrain(server.id, !server.draining)}
              >
                {server.draining ? 'Take calls again' : 'Drain'}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

function Errors({ errors }: { readonly errors: Operation['calls']['errors'] }) {
  return (
    <section class="operate-part" aria-labelledby="errors-title">
      <h2 id="errors-title">What callers were told went wrong</h2>
      {errors.length === 0 ? (
        <p>Nothing since it was started.</p>
      ) : (
        <ul class="operate-list">
          {errors.map(({ at, code, session_id: sessionId }) => (
            <li key={`${at} ${sessionId} ${code}`} class="operate-line">
              <span class="operate-main">
                <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time> <code>{code}</code>
              </span>
              <a href={`/history/${encodeURIComponent(sessionId)}`}>Its story</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
