/** One thing that is remembered: what, when and where it was said, and the ways to correct and to forget it, which can be taken back. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { correct, type Fact, fetchEarlier, forget, undo } from '../memory-api.ts'
import { origin, sureness, turnAddress } from '../state/memory-words.ts'
import { personas } from '../state/store.ts'
import { TroubleNote } from './trouble-note.tsx'

/** The most characters the bridge takes. */
const MOST_CHARACTERS = 1_000

export interface FactItemProps {
  readonly fact: Fact
  /** Something was changed or taken back: read again what else shows it. */
  readonly onChanged: () => void
}
type Step =
  | { readonly type: 'shown' | 'correcting' | 'gone' }
  | { readonly type: 'forgotten'; readonly operation: string }
  | { readonly type: 'corrected'; readonly operation: string; readonly before: Fact }

export function FactItem({ fact: given, onChanged }: FactItemProps) {
  const [fact, setFact] = useState(given)
  const [step, setStep] = useState<Step>({ type: 'shown' })
  const [thrown, setThrown] = useState<unknown>(null)
  const item = useRef<HTMLLIElement>(null)
  const moved = useRef(false)
  useEffect(() => {
    // The button that was pressed is gone; a keyboard goes on at what took its place.
    if (moved.current) item.current?.querySelector<HTMLElement>('input, .news-note button, button')?.focus()
    moved.current = true
  }, [step.type])

  const during = async (work: () => Promise<Step>) => {
    setThrown(null)
    try {
      setStep(await work())
      onChanged()
    } catch (error) {
      setThrown(error)
    }
  }
  const save = (content: string) =>
    during(async () => {
      const { id, operation } = await correct(fact.id, content)
      const own = { quote: content, turnIds: [], sessionId: null, source: 'user_explicit', via: 'page' }
      setFact({ ...fact, ...own, id, content, saidAt: Date.now() })
      return { type: 'corrected', operation, before: fact }
    })
  const takeBack = (operation: string, before: Fact) =>
    during(async () => {
      await undo(operation)
      setFact(before)
      return { type: 'shown' }
    })

  const readNote = () => {
    const neighbour = item.current?.nextElementSibling ?? item.current?.previousElementSibling
    const next = neighbour?.querySelector<HTMLElement>('button') ?? item.current?.closest('main')
    next?.focus()
    setStep({ type: 'gone' })
  }
  if (step.type === 'gone') return null
  return (
    <li class="fact" ref={item}>
      {step.type === 'forgotten' ? (
        <ChangedNote
          words={`Forgotten: “${fact.content}”`}
          back="Bring it back"
          onBack={() => takeBack(step.operation, fact)}
          onRead={readNote}
        />
      ) : step.type === 'correcting' ? (
        <CorrectForm content={fact.content} onSave={save} onCancel={() => setStep({ type: 'shown' })} />
      ) : (
        <>
          <Told fact={fact} />
          {fact.validTo === null && (
            <p class="fact-buttons">
              <button
                type="button"
                class="quiet"
                aria-label={`Correct: ${fact.content}`}
                onClick={() => setStep({ type: 'correcting' })}
              >
                Correct
              </button>
              <button
                type="button"
                class="quiet"
                aria-label={`Forget: ${fact.content}`}
                onClick={() => during(async () => ({ type: 'forgotten', operation: await forget(fact.id) }))}
              >
                Forget
              </button>
            </p>
          )}
          {step.type === 'corrected' && (
            <ChangedNote
              words={`Corrected; before, it said “${step.before.content}”`}
              back="Take back"
              onBack={() => takeBack(step.operation, step.before)}
              onRead={() => setStep({ type: 'shown' })}
            />
          )}
        </>
      )}
      {thrown !== null && <TroubleNote thrown={thrown} />}
    </li>
  )
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })

function Told({ fact }: { readonly fact: Fact }) {
  const { content, quote, saidAt, validTo, expiresAt, confidence, persona } = fact
  const address = turnAddress(fact)
  const [opened, setOpened] = useState(false)
  const said = (
    <time dateTime={new Date(saidAt).toISOString()} title={moment.format(saidAt)}>
      {day.format(saidAt)}
    </time>
  )
  return (
    <>
      <p class="fact-content">{validTo === null ? content : <del>{content}</del>}</p>
      <p class="fact-source">
        {said}, {address === null ? origin(fact) : <a href={address}>{origin(fact)}</a>}
        {quote !== '' && quote !== content && (
          <>
            : <q>{quote}</q>
          </>
        )}
        {validTo !== null && ` · no longer so since ${day.format(validTo)}`}
      </p>
      <details class="fact-details" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
        <summary aria-label={`Details: ${content}`}>Details</summary>
        <p>
          {sureness(confidence)}. {persona === '' ? 'Every companion knows it.' : `Only ${nameOf(persona)} knows it.`}{' '}
          {expiresAt !== null && `Kept until ${day.format(expiresAt)}.`}
        </p>
        {opened && <Earlier id={fact.id} />}
      </details>
    </>
  )
}

/** What stood in its place before, each with where that was from; nothing where it is the first. */
function Earlier({ id }: { readonly id: string }) {
  const [earlier, setEarlier] = useState<readonly Fact[]>([])
  useEffect(() => {
    // What cannot be read is left out: the fact itself stands.
    fetchEarlier(id).then(setEarlier, () => setEarlier([]))
  }, [id])
  if (earlier.length === 0) return null
  return (
    <ol class="fact-earlier" aria-label="Before that">
      {earlier.toReversed().map((fact) => {
        const address = turnAddress(fact)
        return (
          <li key={fact.id}>
            Before: <del>{fact.content}</del>, {day.format(fact.saidAt)},{' '}
            {address === null ? origin(fact) : <a href={address}>{origin(fact)}</a>}
            {fact.quote !== '' && fact.quote !== fact.content && (
              <>
                : <q>{fact.quote}</q>
              </>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function nameOf(persona: string): string {
  return personas.value.find(({ id }) => id === persona)?.name ?? persona
}

interface ChangedNoteProps {
  readonly words: string
  readonly back: string
  readonly onBack: () => void
  readonly onRead: () => void
}

/** Stays until it is read: what was done can be taken back from here. */
function ChangedNote({ words, back, onBack, onRead }: ChangedNoteProps) {
  return (
    <div class="news-note" role="status">
      <p>{words}</p>
      <p class="fact-buttons">
        <button type="button" class="plain" aria-label={`${back}: ${words}`} onClick={onBack}>
          {back}
        </button>
        <button type="button" class="plain" aria-label={`Close: ${words}`} onClick={onRead}>
          Close
        </button>
      </p>
    </div>
  )
}

interface CorrectFormProps {
  readonly content: string
  readonly onSave: (content: string) => void
  readonly onCancel: () => void
}

function CorrectForm({ content, onSave, onCancel }: CorrectFormProps) {
  const [text, setText] = useState(content)
  const words = text.trim()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (words === content) onCancel()
    else if (words !== '') onSave(words)
  }
  return (
    <form class="correct-form" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && onCancel()}>
      <label>
        <span class="field-name">How it is</span>
        <input
          type="text"
          autocomplete="off"
          maxLength={MOST_CHARACTERS}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <p class="fact-buttons">
        <button type="submit" class="plain" disabled={words === ''}>
          Save
        </button>
        <button type="button" class="plain" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  )
}
