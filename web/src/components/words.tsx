/** The words of both sides as they come: partial ones dim, what was never heard struck out, and the final ones read aloud to those who cannot see. */
import { useEffect, useRef } from 'preact/hooks'
import { clockWords } from '../length-words.ts'
import type { Line } from '../state/lines.ts'

export interface WordsProps {
  readonly lines: readonly Line[]
  readonly agentName: string
  /** Keeps the newest line in view, unless the reader has scrolled away. */
  readonly follow: boolean
  /** The turn to bring into view and mark. */
  readonly marked?: string | null
  /** Scrolls by itself, instead of with the page. */
  readonly scrolls?: boolean
  readonly empty?: string
  /** The turn that is being played. */
  readonly now?: string | null
  /** Goes to the moment of a line; without it lines show no time. */
  readonly onGo?: ((atMs: number) => void) | undefined
}

/** So near to the end counts as being at it. */
const AT_END_PX = 48

export function Words({ lines, agentName, follow, marked = null, scrolls = true, empty, now = null, onGo }: WordsProps) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const height = useRef(0)
  useEffect(() => {
    const element = box.current
    if (!follow || element === null) return
    const keepEnd = () => {
      if (atEnd.current) element.scrollTop = element.scrollHeight
    }
    keepEnd()
    const sizes = new ResizeObserver(keepEnd)
    sizes.observe(element)
    return () => sizes.disconnect()
    // Whenever there are new words, or less room for them.
  }, [lines, follow])
  useEffect(() => {
    if (marked !== null) box.current?.querySelector(`[data-turn="${CSS.escape(marked)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [marked])
  return (
    <section
      class={scrolls ? 'words words-scrolling' : 'words'}
      ref={box}
      aria-label="Words of both sides"
      tabIndex={scrolls ? 0 : undefined}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
        // When its own height changes the browser scrolls it, too; that is nobody's wish.
        if (clientHeight === height.current) atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PX
        height.current = clientHeight
      }}
    >
      {lines.length === 0 && empty !== undefined && <p class="words-empty">{empty}</p>}
      <ol>
        {lines.map((line) => (
          <WordLine
            key={line.key}
            line={line}
            agentName={agentName}
            marked={line.turnId !== null && line.turnId === marked}
            now={line.turnId !== null && line.turnId === now}
            onGo={onGo}
          />
        ))}
      </ol>
    </section>
  )
}

interface WordLineProps extends Pick<WordsProps, 'onGo'> {
  readonly line: Line
  readonly agentName: string
  readonly marked: boolean
  readonly now: boolean
}

function WordLine({ line, agentName, marked, now, onGo }: WordLineProps) {
  if (line.text.trim() === '' && line.unheard === '') return null
  if (line.kind === 'move') return <li class="line-move">{line.text}</li>
  const heard = line.toNobody || line.missed ? 'to-nobody' : ''
  const classes = [
    'line',
    `line-${line.kind}`,
    line.final ? 'final' : 'partial',
    heard,
    marked ? 'marked' : '',
    now ? 'now' : '',
  ].join(' ')
  return (
    <li class={classes} data-turn={line.turnId ?? undefined} aria-current={marked || undefined}>
      <span class={`who side-${line.side}`}>{line.side === 'user' ? 'you' : agentName.toLowerCase()}</span>
      <span class="what">
        {line.text}
        {line.unheard !== '' && (
          <>
            {' '}
            <del title="It meant to say this, and gave way before.">{line.unheard}</del>
          </>
        )}
        {line.kind === 'typed' && <span class="aside"> typed</span>}
        {line.toNobody && (
          <span class="aside" title="No engine listened just then; the next one is told of it.">
            {' '}
            not heard
          </span>
        )}
        {line.missed && (
          <span class="aside" title="It said this while your connection was broken.">
            {' '}
            you were away
          </span>
        )}
        {line.interrupted && <span class="aside"> cut off</span>}
        {line.side === 'agent' && line.responseMs !== null && (
          <span class="aside" title="Silence before the answer, as you heard it.">
            {' '}
            after {Math.round(line.responseMs)} ms
          </span>
        )}
        {onGo !== undefined && line.startMs !== null && (
          <>
            {' '}
            <Moment atMs={line.startMs} onGo={onGo} />
          </>
        )}
      </span>
    </li>
  )
}

function Moment({ atMs, onGo }: { readonly atMs: number; readonly onGo: (atMs: number) => void }) {
  return (
    <button type="button" class="moment" aria-label={`Go to ${clockWords(atMs)}`} onClick={() => onGo(atMs)}>
      {clockWords(atMs)}
    </button>
  )
}

/** The latest final words, in a live region apart from the list: partial ones would be read over and over. */
export function SpokenWords({ lines, agentName }: { readonly lines: readonly Line[]; readonly agentName: string }) {
  const latest = lines.findLast((line) => line.final && line.kind !== 'move' && line.text.trim() !== '')
  return (
    <p class="visually-hidden" aria-live="polite">
      {latest === undefined ? '' : `${latest.side === 'user' ? 'You' : agentName}: ${latest.text}`}
    </p>
  )
}
