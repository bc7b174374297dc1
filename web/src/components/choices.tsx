/** Who to talk with, and in which voice; what is chosen here holds from the next call on. */

import { prefer, preferences } from '../state/preferences.ts'
import { persona, personas, view, voices } from '../state/store.ts'
import { inCall } from '../state/view-state.ts'
import { KeepChoice } from './keep-choice.tsx'

export function Choices() {
  const busy = inCall(view.value)
  const chosen = preferences.value
  return (
    <div class="choices">
      <label>
        <span class="field-name">Persona</span>
        <select
          value={persona.value?.id ?? ''}
          disabled={busy}
          onChange={(event) => prefer({ persona: event.currentTarget.value, voice: '' })}
        >
          {personas.value.length === 0 && <option value="">the usual one</option>}
          {personas.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="field-name">Voice</span>
        <select value={chosen.voice} disabled={busy} onChange={(event) => prefer({ voice: event.currentTarget.value })}>
          <option value="">{persona.value === undefined ? 'its own' : `its own (${persona.value.voice})`}</option>
          {voices.value.map((voice) => (
            <option key={voice} value={voice}>
              {voiceWords(voice)}
            </option>
          ))}
        </select>
      </label>
      <KeepChoice disabled={busy} />
      <StandIn />
    </div>
  )
}

function StandIn() {
  const voice = inCall(view.value) ? view.value.session?.engine.voice : null
  if (!voice?.standIn) return null
  return (
    <p class="stand-in">
      {voice.asked.replace(/\.pt$/, '')} is spoken by <em>{voice.used}</em> here.
    </p>
  )
}

/** PersonaPlex's names say kind, sex and number: NATF2 is the third natural female voice. */
function voiceWords(voice: string): string {
  const [, kind, sex, number] = /^(NAT|VAR)(F|M)(\d)$/.exec(voice) ?? []
  if (kind === undefined) return voice
  return `${voice}, ${kind === 'NAT' ? 'natural' : 'varied'} ${sex === 'F' ? 'female' : 'male'} ${Number(number) + 1}`
}
