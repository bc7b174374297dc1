/** Personas, seen and changed: who the companion is, how it speaks, and how its voice sounds. */
import { useEffect, useState } from 'preact/hooks'
import { fetchPersona, fetchVoiceSample, type PersonaDraft, RefusedError, removePersona, savePersona } from '../api.ts'
import { choosePersonas, personas, voices } from '../state/store.ts'

type Origin = 'shipped' | 'own' | 'changed'
type Open = { readonly draft: PersonaDraft; readonly origin: Origin | 'new' }
type Told = { readonly type: 'done' | 'failed'; readonly words: string } | null

const blank: PersonaDraft = { id: '', name: '', voice: 'NATF0', role: '', style: '', language: 'en', memory: 'own' }
const fieldIds = ['id', 'name', 'voice', 'role', 'style', 'greeting', 'language', 'backchannels', 'engines', 'memory'] as const
type Field = (typeof fieldIds)[number]

export function PersonasView() {
  const [open, setOpen] = useState<Open | null>(null)
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const [told, setTold] = useState<Told>(null)
  const failed = (thrown: unknown) => {
    if (thrown instanceof RefusedError) setFaults(thrown.faults)
    setTold({
      type: 'failed',
      words: thrown instanceof RefusedError ? thrown.message : 'Duet is not answering. Nothing was changed.',
    })
  }
  const show = (id: string) => {
    setFaults({})
    setTold(null)
    if (id === '') return setOpen({ draft: blank, origin: 'new' })
    fetchPersona(id).then(({ persona, origin }) => setOpen({ draft: persona, origin }), failed)
  }
  const first = personas.value[0]?.id
  useEffect(() => {
    if (open === null && first !== undefined) show(first)
  }, [first])

  const change = (some: Partial<PersonaDraft>) => open && setOpen({ ...open, draft: { ...open.draft, ...some } })
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    if (open === null) return
    try {
      const saved = await savePersona(open.draft, open.origin === 'new')
      await choosePersonas()
      setFaults({})
      setOpen({ draft: saved.persona, origin: saved.origin })
      setTold({ type: 'done', words: `${saved.persona.name} is saved. The next call is with who it is now.` })
    } catch (thrown) {
      failed(thrown)
    }
  }
  const remove = async () => {
    if (open === null) return
    try {
      await removePersona(open.draft.id)
      await choosePersonas()
      show(personas.value.find(({ id }) => id === open.draft.id)?.id ?? personas.value[0]?.id ?? '')
    } catch (thrown) {
      failed(thrown)
    }
  }
  return (
    <section class="readable">
      <h1>Personas</h1>
      <div class="persona-choice">
        <label>
          <span class="field-name">Persona</span>
          <select
            value={open?.origin === 'new' ? '' : (open?.draft.id ?? '')}
            onChange={(event) => show(event.currentTarget.value)}
          >
            {personas.value.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="">a new one</option>
          </select>
        </label>
        {open !== null && <p class="hint">{originWords[open.origin]}</p>}
      </div>
      {told?.type === 'failed' && (
        <p class="problem" role="alert">
          {told.words}
        </p>
      )}
      {open !== null && (
        <form class="key-form persona-form" onSubmit={save} noValidate>
          {open.origin === 'new' && (
            <Line
              field="id"
              name="Short name"
              hint="lower-case letters, digits and “-”"
              value={open.draft.id}
              faults={faults}
              onValue={(id) => change({ id })}
            />
          )}
          <Line field="name" name="Name" value={open.draft.name} faults={faults} onValue={(name) => change({ name })} />
          <label>
            Voice
            <select value={open.draft.voice} onChange={(event) => change({ voice: event.currentTarget.value })}>
              {voices.value.map((voice) => (
                <option key={voice} value={voice}>
                  {voice}
                </option>
              ))}
            </select>
          </label>
          <VoiceSample voice={open.draft.voice} text={open.draft.greeting ?? ''} />
          <Text
            field="role"
            name="Who it is"
            hint="“You are …”"
            value={open.draft.role}
            faults={faults}
            onValue={(role) => change({ role })}
          />
          <Text
            field="style"
            name="How it speaks"
            value={open.draft.style}
            faults={faults}
            onValue={(style) => change({ style })}
          />
          <Line
            field="greeting"
            name="Its first sentence"
            value={open.draft.greeting ?? ''}
            faults={faults}
            onValue={(greeting) => change({ greeting: greeting === '' ? undefined : greeting })}
          />
          <Line
            field="language"
            name="Language"
            value={open.draft.language}
            faults={faults}
            onValue={(language) => change({ language })}
          />
          <Line
            field="backchannels"
            name="What it says while it listens"
            hint="with commas between"
            value={(open.draft.backchannels ?? []).join(', ')}
            faults={faults}
            onValue={(text) => change({ backchannels: listOf(text) })}
          />
          <Line
            field="engines"
            name="Engines, best first"
            hint="with commas between; another one answers where none of these is free"
            value={(open.draft.engines ?? []).join(', ')}
            faults={faults}
            onValue={(text) => change({ engines: listOf(text) })}
          />
          <label>
            What it learns of people
            <select
              value={open.draft.memory}
              onChange={(event) => change({ memory: event.currentTarget.value === 'shared' ? 'shared' : 'own' })}
            >
              <option value="own">is known to it alone</option>
              <option value="shared">is known to every persona</option>
            </select>
          </label>
          {Object.entries(faults)
            .filter(([field]) => !fieldIds.some((one) => field === one || field.startsWith(`${one}.`)))
            .map(([field, what]) => (
              <p key={field} class="fault">
                {field}: {what}
              </p>
            ))}
          <p class="persona-acts">
            <button type="submit" class="plain">
              Save
            </button>
            {(open.origin === 'own' || open.origin === 'changed') && (
              <button type="button" class="plain" onClick={remove}>
                {open.origin === 'own' ? 'Remove' : 'Back to the shipped one'}
              </button>
            )}
          </p>
        </form>
      )}
      <p role="status">{told?.type === 'done' && told.words}</p>
    </section>
  )
}

const originWords: Readonly<Record<Open['origin'], string>> = {
  shipped: 'It ships with Duet; what you save stands above it.',
  own: 'It is your own.',
  changed: 'You have changed one that ships with Duet.',
  new: 'It will be your own.',
}

type FieldProps = {
  readonly field: Field
  readonly name: string
  readonly hint?: string
  readonly value: string
  readonly faults: Readonly<Record<string, string>>
  readonly onValue: (value: string) => void
}

function Line(props: FieldProps) {
  return (
    <Labelled
      {...props}
      control={(common) => <input type="text" {...common} onChange={(event) => props.onValue(event.currentTarget.value)} />}
    />
  )
}

function Text(props: FieldProps) {
  return (
    <Labelled
      {...props}
      control={(common) => <textarea rows={4} {...common} onChange={(event) => props.onValue(event.currentTarget.value)} />}
    />
  )
}

type Common = { readonly id: string; readonly value: string; readonly 'aria-invalid'?: true; readonly 'aria-describedby': string }

function Labelled({
  field,
  name,
  hint,
  value,
  faults,
  control,
}: FieldProps & { readonly control: (common: Common) => preact.JSX.Element }) {
  const fault = Object.entries(faults).find(([at]) => at === field || at.startsWith(`${field}.`))?.[1]
  const about = `persona-${field}-about`
  return (
    <div class="persona-field">
      <label for={`persona-${field}`}>{name}</label>
      {control({
        id: `persona-${field}`,
        value,
        'aria-describedby': about,
        ...(fault !== undefined && { 'aria-invalid': true as const }),
      })}
      <p id={about} class={fault === undefined ? 'hint' : 'fault'}>
        {fault ?? hint}
      </p>
    </div>
  )
}

/** One sentence of the voice, by an engine that is free; said so where none is. */
function VoiceSample({ voice, text }: { readonly voice: string; readonly text: string }) {
  const [state, setState] = useState<'still' | 'asking' | string>('still')
  const hear = async () => {
    setState('asking')
    try {
      const url = URL.createObjectURL(await fetchVoiceSample(voice, text))
      const sound = new Audio(url)
      sound.onended = () => URL.revokeObjectURL(url)
      await sound.play()
      setState('still')
    } catch (thrown) {
      setState(thrown instanceof RefusedError ? thrown.message : 'The voice could not be heard.')
    }
  }
  const problem = state !== 'still' && state !== 'asking' ? state : ''
  return (
    <p class="persona-acts">
      <button type="button" class="plain" onClick={hear} disabled={state === 'asking'}>
        {state === 'asking' ? 'Asking an engine…' : 'Hear the voice'}
      </button>
      <span role="status" class="fault">
        {problem}
      </span>
    </p>
  )
}

function listOf(text: string): readonly string[] | undefined {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  return words.length === 0 ? undefined : words
}
