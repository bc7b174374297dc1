/** Everything that is remembered at once: taken along as a file, or erased after one question. */
import { useState } from 'preact/hooks'
import { eraseEverything, takeAlong } from '../memory-api.ts'
import { save } from '../save.ts'
import { TroubleNote } from './trouble-note.tsx'

type Step = 'offered' | 'fetching' | 'taken' | 'asked' | 'erasing'

export function MemoryWhole({ onErased }: { readonly onErased: () => void }) {
  const [step, setStep] = useState<Step>('offered')
  const [thrown, setThrown] = useState<unknown>(null)
  const during = async (now: Step, work: () => Promise<void>) => {
    setThrown(null)
    setStep(now)
    try {
      await work()
    } catch (error) {
      setThrown(error)
      setStep('offered')
    }
  }
  const take = () =>
    during('fetching', async () => {
      save(await takeAlong(), `duet-memory-${new Date().toISOString().slice(0, 10)}.jsonl`)
      setStep('taken')
    })
  const erase = () =>
    during('erasing', async () => {
      await eraseEverything()
      onErased()
    })
  if (step === 'asked' || step === 'erasing') {
    return (
      <div class="problem" role="alert">
        <p>
          <strong>This erases all that Duet keeps of you:</strong> everything it remembers, the list of what changed, and all your
          conversations with the words that were said. A call under way ends.
        </p>
        <p>It cannot be undone. A file that you took along stays yours.</p>
        <p class="buttons">
          <button type="button" class="plain" disabled={step === 'erasing'} onClick={erase}>
            {step === 'erasing' ? 'Erasing…' : 'Erase it all'}
          </button>
          <button type="button" class="plain" disabled={step === 'erasing'} onClick={() => setStep('offered')}>
            Keep it
          </button>
        </p>
      </div>
    )
  }
  return (
    <>
      <p class="buttons">
        <button type="button" class="plain" disabled={step === 'fetching'} onClick={take}>
          {step === 'fetching' ? 'Fetching…' : 'Take everything along'}
        </button>
        <button type="button" class="plain" onClick={() => setStep('asked')}>
          Erase everything
        </button>
      </p>
      {step === 'taken' && (
        <p role="status">It was given to your browser as a file, which “duet memory import” reads into another Duet.</p>
      )}
      {thrown !== null && <TroubleNote thrown={thrown} />}
    </>
  )
}
