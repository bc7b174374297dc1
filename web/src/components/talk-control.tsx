/** The one control: its words, shape and colour are the state of the call; pressing it, or the space bar, starts or ends it. */
import { useEffect, useRef } from 'preact/hooks'
import { loudness } from '../audio/level-history.ts'
import { type Control, controlOf } from '../state/control.ts'
import { call, endCall, startCall, view } from '../state/store.ts'
import { questioned } from '../state/tasks.ts'

export function TalkControl() {
  const control = controlOf(view.value)
  useSpaceBar(control)
  const rings = useRings()
  return (
    <>
      <button
        type="button"
        ref={rings}
        class={`talk-button tone-${control.tone}`}
        disabled={control.does === 'nothing'}
        aria-describedby="talk-hint"
        aria-keyshortcuts="Space"
        onClick={() => press(control)}
      >
        <span class="talk-label">{control.label}</span>
        <span class="talk-press">{control.press}</span>
      </button>
      <p id="talk-hint" class="talk-hint">
        {control.hint}
        {view.value.phase === 'idle' && <span class="keyboard-hint"> The space bar does the same as the button.</span>}
      </p>
    </>
  )
}

function press(control: Control): void {
  if (control.does === 'start') startCall(true, questioned.value?.id ?? null)
  else if (control.does === 'end') endCall()
}

/** The space bar does what the button does, but where a key press belongs to something else. */
function useSpaceBar(control: Control): void {
  const latest = useRef(control)
  latest.current = control
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const taken =
        event.target instanceof Element && event.target.closest('input, select, textarea, button, a, summary, [tabindex="0"]')
      if (event.code !== 'Space' || event.repeat || taken || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      press(latest.current)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

/** Two rings around the button swell with the voices while both are heard; nothing moves where motion is unwanted. */
function useRings() {
  const button = useRef<HTMLButtonElement>(null)
  const running = view.value.phase === 'live' ? call.value : null
  useEffect(() => {
    const element = button.current
    if (element === null || running === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    let frame = requestAnimationFrame(function tick() {
      const { userLevel, agentLevel } = running.sound
      element.style.setProperty('--user-ring', `${Math.round(loudness(userLevel) * 14)}px`)
      element.style.setProperty('--agent-ring', `${Math.round(loudness(agentLevel) * 14)}px`)
      frame = requestAnimationFrame(tick)
    })
    return () => {
      cancelAnimationFrame(frame)
      element.style.removeProperty('--user-ring')
      element.style.removeProperty('--agent-ring')
    }
  }, [running])
  return button
}
