/** Asks for a key where the server wants one; what it is worth is a token for this browser, and the key is forgotten. */
import { useState } from 'preact/hooks'
import { RefusedError, redeemKey } from '../api.ts'
import { linkRefused } from '../state/door.ts'
import { watchServerNow } from '../state/store.ts'

const MAX_NAME = 60

export function KeyForm() {
  const [key, setKey] = useState('')
  const [name, setName] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await redeemKey(key.trim(), name.trim() || 'local')
      await watchServerNow()
    } catch (thrown) {
      setRefused(thrown instanceof RefusedError ? thrown.message : 'Duet is not answering. Try again in a moment.')
      setBusy(false)
    }
  }
  const problem = refused ?? linkRefused.value
  return (
    <form class="readable key-form" onSubmit={submit}>
      <h1>This Duet asks for a key</h1>
      <p>Whoever runs it can make one with “npx duet keys create”, or send you a link that opens the door by itself.</p>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <label>
        Key
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </label>
      <label>
        Your name
        <input
          type="text"
          autocomplete="nickname"
          maxLength={MAX_NAME}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <p class="hint">Conversations and what is remembered are kept under this name.</p>
      <button type="submit" class="plain" disabled={busy || key.trim() === ''}>
        Open
      </button>
    </form>
  )
}
