/** The timeline as a component: a canvas that follows a live call frame by frame, or shows a stretch of one that is over. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Turn } from '../../../src/protocol/session.ts'
import type { Marks } from '../state/marks.ts'
import { drawTimeline, type TimelinePicture, type TimelineTheme } from '../timeline/draw.ts'
import { msOf, TIMELINE_HEIGHT } from '../timeline/layout.ts'

export interface TimelineProps {
  readonly agentName: string
  /** What to draw now; asked each frame while `live`. */
  readonly picture: () => TimelinePicture
  readonly live: boolean
  /** A still picture moves for now: it is being played. */
  readonly moving?: boolean
  /** Redraws a picture that is not live when this changes. */
  readonly version?: unknown
  readonly onPick?: (atMs: number) => void
}

/** With reduced motion the picture is renewed in steps instead of gliding. */
const REDUCED_STEP_MS = 1_000
const SUMMARY_EVERY_MS = 5_000

export function Timeline({ agentName, picture, live, moving = false, version, onPick }: TimelineProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const latest = useRef(picture)
  latest.current = picture
  const summary = useSummary(latest, agentName, live)

  // `version` asks for a new drawing of a still picture
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context) return
    return keepDrawn(element, context, () => latest.current(), live || moving)
  }, [live, moving, version])

  const pick = (event: MouseEvent) => {
    const { span } = picture()
    onPick?.(msOf(event.offsetX, span, (event.currentTarget as HTMLCanvasElement).clientWidth)) // the handler is the canvas's own
  }
  return (
    <div class={live ? 'timeline timeline-live' : 'timeline'}>
      <div class="lanes" aria-hidden="true">
        <span class="lane-name side-user">you</span>
        <span class="lane-name side-agent">{agentName.toLowerCase()}</span>
      </div>
      <canvas
        ref={canvas}
        role="img"
        aria-label={summary}
        style={{ height: `${TIMELINE_HEIGHT}px` }}
        onClick={onPick ? pick : undefined}
      />
    </div>
  )
}

/** Draws until the returned function is called. */
function keepDrawn(
  element: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  picture: () => TimelinePicture,
  live: boolean,
): () => void {
  const motion = matchMedia('(prefers-reduced-motion: reduce)')
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  let theme = readTheme(element)
  let drawnAt = Number.NEGATIVE_INFINITY
  let frame = 0
  const draw = () => drawTimeline(context, element.clientWidth, picture(), theme)
  const resize = () => {
    const ratio = devicePixelRatio
    element.width = Math.round(element.clientWidth * ratio)
    element.height = Math.round(TIMELINE_HEIGHT * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    draw()
  }
  const recolour = () => {
    theme = readTheme(element)
    draw()
  }
  const tick = (now: number) => {
    if (!motion.matches || now - drawnAt >= REDUCED_STEP_MS) {
      drawnAt = now
      draw()
    }
    frame = requestAnimationFrame(tick)
  }
  const sizes = new ResizeObserver(resize)
  sizes.observe(element)
  scheme.addEventListener('change', recolour)
  resize()
  if (live) frame = requestAnimationFrame(tick)
  return () => {
    cancelAnimationFrame(frame)
    sizes.disconnect()
    scheme.removeEventListener('change', recolour)
  }
}

function readTheme(element: Element): TimelineTheme {
  // Canvas takes no light-dark(): each colour is resolved by a computed style first.
  const probe = document.createElement('span')
  element.parentElement?.append(probe)
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const theme = {
    user: colour('user'),
    agent: colour('agent'),
    userTint: colour('user-tint'),
    agentTint: colour('agent-tint'),
    overlap: colour('overlap'),
    text: colour('soft'),
    faint: colour('line'),
    ground: colour('ground'),
  }
  probe.remove()
  return theme
}

/** The picture in words, renewed now and then. */
function useSummary(picture: { readonly current: () => TimelinePicture }, agentName: string, live: boolean): string {
  const [summary, setSummary] = useState('')
  useEffect(() => {
    const renew = () => setSummary(describe(picture.current(), agentName))
    renew()
    if (!live) return
    const timer = setInterval(renew, SUMMARY_EVERY_MS)
    return () => clearInterval(timer)
  }, [picture, agentName, live])
  return summary
}

function describe({ span, nowMs, marks }: TimelinePicture, agentName: string): string {
  const from = Math.max(0, span.fromMs)
  const seconds = (side: Turn['side']) => {
    const inView = marks.speech.filter((speech) => speech.side === side)
    const ms = inView.reduce(
      (sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs ?? nowMs, nowMs) - Math.max(startMs, from)),
      0,
    )
    return Math.round(ms / 1000)
  }
  const length = Math.round((Math.min(nowMs, span.toMs) - from) / 1000)
  const count = (list: readonly unknown[], one: string) =>
    list.length === 0 ? '' : ` ${list.length} ${one}${list.length > 1 ? 's' : ''}.`
  const wait = marks.waits.at(-1)
  const moves = marks.moves.filter((move) => move.atMs >= from)
  const unheard = marks.unheard.filter((span) => span.endMs >= from)
  return `Timeline of ${length} seconds: you spoke for ${seconds('user')}, ${agentName} for ${seconds('agent')}.${count(countable(marks, from), 'interruption')}${wait ? ` The last answer came after ${Math.round(wait.toMs - wait.fromMs)} milliseconds.` : ''}${moves.map((move) => ` The call ${move.words}.`).join('')}${unheard.length > 0 ? ' Some of your words were not heard.' : ''}`
}

function countable(marks: Marks, fromMs: number): Marks['interruptions'] {
  return marks.interruptions.filter((cut) => cut.atMs >= fromMs)
}
