/** A line to type instead of speaking, where the engine takes text. */
import { useState } from 'preact/hooks'
import { call } from '../state/store.ts'

const MAX_CHARACTERS = 2_000

export function TypeLine({ enabled }: { readonly enabled: boolean }) {
  const [text, setText] = useState('')
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const line = text.trim()
    if (line !== '' && call.value?.type(line)) setText('')
  }
  return (
    <form class="type-line" onSubmit={send}>
      <input
        type="text"
        aria-label="Type instead of speaking"
        placeholder="Type instead of speaking"
        autocomplete="off"
        maxLength={MAX_CHARACTERS}
        value={text}
        disabled={!enabled}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="plain" disabled={!enabled || text.trim() === ''}>
        Send
      </button>
    </form>
  )
}
