/** Shows how far a download is: a bar that redraws itself on a terminal, a line now and then elsewhere. */
import type { PullProgress } from '../models/pull.ts'

type Output = { readonly isTTY?: boolean; write(text: string): unknown }

const barCells = 24
/** Without a terminal a line is printed at each of these steps. */
const stepPercent = 25

/** A listener for `ensureModels`. */
export function modelProgress(output: Output = process.stderr): (progress: PullProgress) => void {
  const shown = new Map<string, string>()
  return (progress) => {
    const line = describe(progress, output.isTTY === true)
    const mark = output.isTTY ? line : markOf(progress)
    if (shown.get(progress.id) === mark) return
    shown.set(progress.id, mark)
    if (!output.isTTY) output.write(`${line}\n`)
    else output.write(`\r\x1b[2K${line}${progress.step === 'done' ? '\n' : ''}`)
  }
}

export function megabytes(bytes: number): string {
  return `${bytes < 10_000_000 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6)} MB`
}

function describe({ id, step, doneBytes, totalBytes }: PullProgress, bar: boolean): string {
  if (step === 'waiting') return `  ${id}  another Duet is fetching models; waiting for it`
  if (step === 'unpack') return `  ${id}  checking`
  if (step === 'convert') return `  ${id}  making it ready for this machine`
  if (step === 'done') return `  ${id}  ready (${megabytes(totalBytes)})`
  const share = totalBytes > 0 ? doneBytes / totalBytes : 0
  const cells = Math.round(share * barCells)
  const drawn = bar ? `${'█'.repeat(cells)}${'░'.repeat(barCells - cells)} ` : ''
  return `  ${id}  ${drawn}${Math.round(share * 100)} %  ${megabytes(doneBytes)} of ${megabytes(totalBytes)}`
}

function markOf({ step, doneBytes, totalBytes }: PullProgress): string {
  const percent = totalBytes > 0 ? (doneBytes / totalBytes) * 100 : 0
  return step === 'download' ? `${step} ${Math.floor(percent / stepPercent)}` : step
}
