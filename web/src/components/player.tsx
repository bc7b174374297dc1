/** Plays a recorded call: one button, a slider, and where it stands told to the page; and takes all that is kept of it along. */
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { clockWords } from '../length-words.ts'
import { fetchExport, fetchLevels, fetchSound, fetchSoundMs, type RecordedLevels } from '../recording-api.ts'
import { save } from '../save.ts'

export interface PlayerProps {
  readonly sessionId: string
  /** The element that plays, for whoever draws or moves the playhead. */
  readonly audio: RefObject<HTMLAudioElement | null>
  readonly onLevels: (levels: RecordedLevels) => void
  readonly onTime: (atMs: number) => void
  readonly onPlaying: (playing: boolean) => void
}

type Sound = 'unknown' | 'none' | 'offered' | 'fetching' | 'here'

export function Player({ sessionId, audio, onLevels, onTime, onPlaying }: PlayerProps) {
  const [sound, setSound] = useState<Sound>('unknown')
  const [url, setUrl] = useState('')
  const [lengthMs, setLengthMs] = useState(0)
  const [atMs, setAtMs] = useState(0)
  const [playing, setPlaying] = useState(false)
  const [failed, setFailed] = useState(false)
  const wanted = useRef(false)
  useEffect(() => {
    fetchSoundMs(sessionId).then(
      (ms) => {
        setLengthMs(ms)
        setSound(ms > 0 ? 'offered' : 'none')
      },
      () => setSound('none'), // the words are there all the same
    )
  }, [sessionId])
  useEffect(() => () => URL.revokeObjectURL(url), [url])
  const press = async () => {
    if (sound === 'here') return audio.current?.paused ? audio.current.play() : audio.current?.pause()
    setFailed(false)
    setSound('fetching')
    wanted.current = true
    try {
      // One after the other: the first makes what the second needs.
      setUrl(URL.createObjectURL(await fetchSound(sessionId)))
      setSound('here')
      onLevels(await fetchLevels(sessionId))
    } catch {
      setFailed(true)
      setSound('offered')
    }
  }
  const moved = (ms: number) => {
    setAtMs(ms)
    onTime(ms)
  }
  const played = (now: boolean) => {
    setPlaying(now)
    onPlaying(now)
  }
  const length = Math.max(lengthMs, 1)
  return (
    <div class="player">
      {(sound === 'offered' || sound === 'fetching' || sound === 'here') && (
        <div class="player-row">
          <button type="button" class="plain player-button" disabled={sound === 'fetching'} onClick={press}>
            {sound === 'fetching' ? 'Fetching…' : playing ? 'Pause' : 'Play'}
          </button>
          <input
            type="range"
            aria-label="Place in the recording"
            aria-valuetext={`${clockWords(atMs)} of ${clockWords(lengthMs)}`}
            min={0}
            max={length}
            step={1000}
            value={Math.min(atMs, length)}
            disabled={sound !== 'here'}
            onInput={(event) => {
              const ms = event.currentTarget.valueAsNumber
              if (audio.current) audio.current.currentTime = ms / 1000
              moved(ms)
            }}
          />
          <span class="player-time">
            {clockWords(atMs)} / {clockWords(lengthMs)}
          </span>
          {/* The words below are its captions. */}
          {/* biome-ignore lint/a11y/useMediaCaption: the words of both sides are shown below, marked as they are said */}
          <audio
            ref={audio}
            src={url === '' ? undefined : url}
            onCanPlay={() => {
              if (!wanted.current) return
              wanted.current = false
              void audio.current?.play().catch(() => {})
            }}
            onTimeUpdate={(event) => moved(1000 * event.currentTarget.currentTime)}
            onSeeked={(event) => moved(1000 * event.currentTarget.currentTime)}
            onPlay={() => played(true)}
            onPause={() => played(false)}
            onEnded={() => played(false)}
          />
        </div>
      )}
      {failed && <NotFetched />}
      <TakeAlong sessionId={sessionId} />
    </div>
  )
}

function TakeAlong({ sessionId }: { readonly sessionId: string }) {
  const [step, setStep] = useState<'offered' | 'fetching'>('offered')
  const [failed, setFailed] = useState(false)
  const take = () => {
    setFailed(false)
    setStep('fetching')
    fetchExport(sessionId)
      .then(
        (zip) => save(zip, `duet-${sessionId}.zip`),
        () => setFailed(true),
      )
      .finally(() => setStep('offered'))
  }
  return (
    <>
      <button
        type="button"
        class="plain"
        title="Its words as text, JSON and subtitles, what happened, and the sound where it was recorded."
        disabled={step === 'fetching'}
        onClick={take}
      >
        {step === 'fetching' ? 'Fetching…' : 'Take it along'}
      </button>
      {failed && <NotFetched />}
    </>
  )
}

function NotFetched() {
  return (
    <p class="problem" role="alert">
      <strong>It could not be fetched.</strong> It is still kept. Check that Duet runs, then press again.
    </p>
  )
}
