/** Mute, and behind “Sound”: which microphone, how loud, the levels of both sides, and what the playback buffer holds. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { loudness } from '../audio/level-history.ts'
import { listMicrophones, type Microphone } from '../audio/microphone.ts'
import { prefer, preferences } from '../state/preferences.ts'
import { call, view } from '../state/store.ts'
import { inCall } from '../state/view-state.ts'

const FIGURES_EVERY_MS = 1_000

export function SoundPanel() {
  const state = view.value
  const [open, setOpen] = useState(false)
  const live = inCall(state)
  const mutable = live && state.typing !== 'instead'
  return (
    <>
      <button
        type="button"
        class="plain mute"
        aria-pressed={mutable && state.muted}
        disabled={!mutable}
        onClick={() => call.value?.setMuted(!state.muted)}
      >
        {mutable && state.muted ? 'Unmute' : 'Mute'}
      </button>
      <button
        type="button"
        class="plain sound"
        aria-expanded={open}
        aria-controls="sound-settings"
        onClick={() => setOpen(!open)}
      >
        Sound
      </button>
      <div id="sound-settings" class="sound-settings" hidden={!open}>
        {open && <SoundSettings live={live} />}
      </div>
    </>
  )
}

function SoundSettings({ live }: { readonly live: boolean }) {
  const { microphoneId, volume } = preferences.value
  const microphones = useMicrophones(live)
  return (
    <>
      <label>
        <span class="field-name">Microphone</span>
        <select
          value={microphones.some(({ deviceId }) => deviceId === microphoneId) ? microphoneId : ''}
          onChange={(event) => {
            prefer({ microphoneId: event.currentTarget.value })
            if (live) void call.value?.setMicrophone(event.currentTarget.value)
          }}
        >
          <option value="">the system’s choice</option>
          {microphones.map(({ deviceId, label }) => (
            <option key={deviceId} value={deviceId}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="field-name">Volume</span>
        <input
          type="range"
          min="0"
          max="100"
          value={Math.round(volume * 100)}
          onInput={(event) => {
            const chosen = event.currentTarget.valueAsNumber / 100
            prefer({ volume: chosen })
            call.value?.setVolume(chosen)
          }}
        />
      </label>
      <Levels live={live} />
    </>
  )
}

function Levels({ live }: { readonly live: boolean }) {
  const user = useRef<HTMLMeterElement>(null)
  const agent = useRef<HTMLMeterElement>(null)
  const [figures, setFigures] = useState('')
  const running = call.value
  useEffect(() => {
    if (!live || running === null) return
    let frame = requestAnimationFrame(function tick() {
      if (user.current) user.current.value = loudness(running.sound.userLevel)
      if (agent.current) agent.current.value = loudness(running.sound.agentLevel)
      frame = requestAnimationFrame(tick)
    })
    const renew = () => setFigures(bufferWords(running.sound.playback))
    renew()
    const timer = setInterval(renew, FIGURES_EVERY_MS)
    return () => {
      cancelAnimationFrame(frame)
      clearInterval(timer)
      setFigures('')
    }
  }, [live, running])
  return (
    <>
      <label>
        <span class="field-name">You</span>
        <meter ref={user} class="meter-user" min="0" max="1" value={0} />
      </label>
      <label>
        <span class="field-name">{view.value.session?.personaName ?? 'Answer'}</span>
        <meter ref={agent} class="meter-agent" min="0" max="1" value={0} />
      </label>
      <p class="figures">{figures || 'The playback buffer is shown here during a call.'}</p>
    </>
  )
}

function bufferWords(playback: NonNullable<typeof call.value>['sound']['playback']): string {
  if (playback === null) return ''
  const { bufferedMs, dropouts, droppedMs } = playback
  const late = droppedMs > 0 ? `, ${Math.round(droppedMs)} ms dropped as late` : ''
  return `Buffer ${Math.round(bufferedMs)} ms, ${dropouts} ${dropouts === 1 ? 'drop-out' : 'drop-outs'}${late}.`
}

function useMicrophones(live: boolean): readonly Microphone[] {
  const [list, setList] = useState<readonly Microphone[]>([])
  // Again with each call: browsers give the labels once a call was allowed the microphone.
  useEffect(() => {
    const renew = () => void listMicrophones().then(setList, () => setList([]))
    renew()
    navigator.mediaDevices?.addEventListener('devicechange', renew)
    return () => navigator.mediaDevices?.removeEventListener('devicechange', renew)
  }, [live])
  return list
}
