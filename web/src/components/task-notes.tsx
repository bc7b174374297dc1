/** What is done in the background: what asks for an answer or for agreement, what runs, and what came of it. */
import { useState } from 'preact/hooks'
import { RefusedError } from '../api.ts'
import { startCall, view } from '../state/store.ts'
import { hasEnded, standing } from '../state/task-words.ts'
import { closeLinkProblem, closeTask, linkProblem, noteTask, shown } from '../state/tasks.ts'
import { inCall } from '../state/view-state.ts'
import { answerTask, cancelTask, confirmTask, type TaskView } from '../tasks-api.ts'

const MAX_ANSWER = 2_000

export function TaskNotes() {
  return (
    <section aria-label="Tasks" class="tasks">
      {linkProblem.value !== null && (
        <div class="news-note" role="alert">
          <p>
            <strong>{linkProblem.value}</strong> What still waits for you is shown here.
          </p>
          <button type="button" class="plain" onClick={closeLinkProblem}>
            Close
          </button>
        </div>
      )}
      {shown.value.map((task) => (
        <TaskNote key={task.id} task={task} />
      ))}
    </section>
  )
}

function TaskNote({ task }: { readonly task: TaskView }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const does = async (work: Promise<TaskView>) => {
    setBusy(true)
    try {
      noteTask(await work)
      setProblem(null)
    } catch (thrown) {
      setProblem(thrown instanceof RefusedError ? thrown.message : 'Duet is not answering. Try again in a moment.')
    }
    setBusy(false)
  }
  const { id, confirm, question, context, error, results } = task
  const output = results.at(-1)?.output ?? ''
  return (
    <article class="news-note task-note" aria-busy={busy}>
      <p role="status">
        <strong>{standing(task)}</strong>
      </p>
      {question !== null && <p class="task-question">{question}</p>}
      {context !== null && context !== '' && <p class="hint">{context}</p>}
      {hasEnded(task) && error !== null && <p>{error}</p>}
      {hasEnded(task) && output !== '' && <pre class="task-output">{output}</pre>}
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {question !== null && <Answer busy={busy} taskId={id} onAnswer={(text) => does(answerTask(id, text))} />}
      <div class="buttons">
        {confirm !== null && (
          <>
            <button type="button" class="plain" disabled={busy} onClick={() => does(confirmTask(id, confirm.id, true))}>
              Yes, do it
            </button>
            <button type="button" class="plain" disabled={busy} onClick={() => does(confirmTask(id, confirm.id, false))}>
              No
            </button>
          </>
        )}
        {hasEnded(task) ? (
          <button type="button" class="plain" aria-label={`Close: ${standing(task)}`} onClick={() => closeTask(id)}>
            Close
          </button>
        ) : (
          <button
            type="button"
            class="plain"
            aria-label={`Cancel it: ${task.text}`}
            disabled={busy}
            onClick={() => does(cancelTask(id))}
          >
            Cancel it
          </button>
        )}
      </div>
    </article>
  )
}

function Answer({
  busy,
  taskId,
  onAnswer,
}: {
  readonly busy: boolean
  readonly taskId: string
  readonly onAnswer: (text: string) => void
}) {
  const [text, setText] = useState('')
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (text.trim() !== '') onAnswer(text.trim())
  }
  return (
    <form class="task-answer" onSubmit={send}>
      <input
        type="text"
        aria-label="Your answer"
        placeholder="Your answer"
        autocomplete="off"
        maxLength={MAX_ANSWER}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="plain" disabled={busy || text.trim() === ''}>
        Send
      </button>
      {!inCall(view.value) && (
        <button type="button" class="plain" onClick={() => startCall(true, taskId)}>
          Answer by voice
        </button>
      )}
    </form>
  )
}
