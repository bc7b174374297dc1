/** From scores of items to the figures of the benchmark, and their tables. */
import type { Family } from './families.ts'
import { type BenchRow, published } from './published.ts'
import type { Score } from './score-item.ts'
import { type Behaviour, percentile } from './scoring.ts'

export type Figure = {
  readonly family: Family
  readonly name: string
  /** Undefined where nothing was there to measure. */
  readonly value: number | undefined
  readonly unit: 'share' | 'ms' | 'per s' | 'count'
  /** Items or events it rests on. */
  readonly n: number
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number }
}

type Of<F extends Family> = Extract<Score, { family: F }>

/** Every figure that the scores give; families without items have none. */
export function figuresOf(scores: readonly Score[]): Figure[] {
  const of = <F extends Family>(family: F): Of<F>[] => scores.filter((score): score is Of<F> => score.family === family)
  return [
    ...pause(of('pause')),
    ...smooth(of('smooth')),
    ...interruption(of('interruption')),
    ...userBackchannel(of('user-backchannel')),
    ...backchannel(of('backchannel')),
    ...behaviours('side-talk', of('side-talk')),
    ...behaviours('background', of('background')),
    ...answeredSilence(of('background')),
    ...echo(of('echo')),
  ]
}

function pause(scores: readonly Of<'pause'>[]): Figure[] {
  if (scores.length === 0) return []
  const n = scores.length
  const open = scores.filter((s) => s.after !== 'complete')
  return [
    { family: 'pause', name: 'takeover', value: share(scores, (s) => s.takeover), unit: 'share', n, goal: { atMost: 0.15 } },
    {
      family: 'pause',
      name: 'takeover after unfinished words',
      value: share(open, (s) => s.takeover),
      unit: 'share',
      n: open.length,
    },
    { family: 'pause', name: 'answered at the end', value: share(scores, (s) => s.answered), unit: 'share', n },
  ]
}

function smooth(scores: readonly Of<'smooth'>[]): Figure[] {
  if (scores.length === 0) return []
  const family = 'smooth'
  const latencies = known(scores.map((s) => s.latencyMs))
  return [
    {
      family,
      name: 'takeover',
      value: share(scores, (s) => s.takeover),
      unit: 'share',
      n: scores.length,
      goal: { atLeast: 0.97 },
    },
    ms(family, 'latency, median', latencies, 0.5, 550),
    ms(family, 'latency, p95', latencies, 0.95),
    { family, name: 'latency, mean', value: mean(latencies), unit: 'ms', n: latencies.length },
  ]
}

function interruption(scores: readonly Of<'interruption'>[]): Figure[] {
  if (scores.length === 0) return []
  const family = 'interruption'
  const n = scores.length
  const stops = known(scores.map((s) => s.stopMs))
  const lowered = known(scores.map((s) => s.loweredMs))
  const responses = known(scores.map((s) => s.responseMs))
  return [
    { family, name: 'takeover', value: share(scores, (s) => s.takeover), unit: 'share', n, goal: { atLeast: 0.97 } },
    { family, name: 'stopped', value: share(scores, (s) => s.stopMs !== undefined), unit: 'share', n },
    ms(family, 'voice lowered, median', lowered, 0.5, 200),
    ms(family, 'voice lowered, p95', lowered, 0.95),
    ms(family, 'stop latency, median', stops, 0.5, 500),
    ms(family, 'stop latency, p95', stops, 0.95),
    ms(family, 'response latency, median', responses, 0.5),
    { family, name: 'response latency, mean', value: mean(responses), unit: 'ms', n: responses.length },
  ]
}

function userBackchannel(scores: readonly Of<'user-backchannel'>[]): Figure[] {
  const all = scores.flatMap((s) => s.wentOn)
  if (all.length === 0) return []
  const wentOn = all.filter(Boolean).length / all.length
  return [
    {
      family: 'user-backchannel',
      name: 'goes on within 700 ms',
      value: wentOn,
      unit: 'share',
      n: all.length,
      goal: { atLeast: 0.9 },
    },
  ]
}

function backchannel(scores: readonly Of<'backchannel'>[]): Figure[] {
  if (scores.length === 0) return []
  const family = 'backchannel'
  const n = scores.length
  return [
    { family, name: 'takeover', value: share(scores, (s) => s.takeover), unit: 'share', n, goal: { atMost: 0.1 } },
    { family, name: 'own backchannels', value: mean(scores.map((s) => s.perSecond)), unit: 'per s', n, goal: { atLeast: 0.02 } },
  ]
}

function behaviours(family: 'side-talk' | 'background', scores: readonly { readonly behaviour: Behaviour }[]): Figure[] {
  const heard = scores.filter((s) => s.behaviour !== 'was silent')
  const classes: readonly Behaviour[] = ['goes on', 'stops', 'speaks again']
  if (heard.length === 0) return []
  return classes.map((name) => ({
    family,
    name,
    value: share(heard, (s) => s.behaviour === name),
    unit: 'share',
    n: heard.length,
  }))
}

function answeredSilence(scores: readonly Of<'background'>[]): Figure[] {
  if (scores.length === 0) return []
  const value = share(scores, (s) => s.answeredSilence)
  return [{ family: 'background', name: 'answers it in silence', value, unit: 'share', n: scores.length }]
}

function echo(scores: readonly Of<'echo'>[]): Figure[] {
  if (scores.length === 0) return []
  const family = 'echo'
  const n = scores.length
  const sum = (of: (s: Of<'echo'>) => number): number => scores.reduce((total, s) => total + of(s), 0)
  return [
    { family, name: 'interrupts itself', value: sum((s) => s.stops), unit: 'count', n, goal: { atMost: 0 } },
    { family, name: 'speaks again after that', value: sum((s) => s.restarts), unit: 'count', n },
    { family, name: 'hears itself as the user', value: sum((s) => s.selfHeard), unit: 'count', n, goal: { atMost: 0 } },
  ]
}

function ms(family: Family, name: string, values: readonly number[], rank: number, atMost?: number): Figure {
  const figure = { family, name, value: percentile(values, rank), unit: 'ms' as const, n: values.length }
  return atMost === undefined ? figure : { ...figure, goal: { atMost } }
}

function share<T>(items: readonly T[], is: (item: T) => boolean): number | undefined {
  return items.length === 0 ? undefined : items.filter(is).length / items.length
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}

function known(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined)
}

/** Whether a figure reaches its goal; undefined where it has none or nothing was measured. */
export function reached({ value, goal }: Figure): boolean | undefined {
  if (!goal || value === undefined) return undefined
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast
}

/** All figures as a Markdown table. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const met = reached(figure)
    return [
      figure.family,
      figure.name,
      shown(figure.value, figure.unit),
      goalText(figure),
      met === undefined ? '' : met ? 'yes' : '**no**',
      String(figure.n),
    ]
  })
  return table(['family', 'figure', 'measured', 'goal', 'reached', 'n'], rows)
}

/** Our row beside the published ones. */
export function publishedTable(figures: readonly Figure[], name: string): string {
  const value = (family: Family, figure: string): number | undefined =>
    figures.find((one) => one.family === family && one.name === figure)?.value
  const seconds = (family: Family, figure: string): number | undefined => {
    const found = value(family, figure)
    return found === undefined ? undefined : found / 1000
  }
  const ours: Readonly<Record<keyof Omit<BenchRow, 'name'>, number | undefined>> = {
    pauseTakeover: value('pause', 'takeover'),
    backchannelTakeover: value('backchannel', 'takeover'),
    backchannelsPerSecond: value('backchannel', 'own backchannels'),
    smoothTakeover: value('smooth', 'takeover'),
    smoothSeconds: seconds('smooth', 'latency, mean'),
    interruptionTakeover: value('interruption', 'takeover'),
    interruptionSeconds: seconds('interruption', 'response latency, mean'),
  }
  const rows = [{ name: `**${name}**`, ...ours }, ...published].map((row) => [
    row.name,
    fixed(row.pauseTakeover),
    fixed(row.backchannelTakeover),
    fixed(row.backchannelsPerSecond),
    fixed(row.smoothTakeover),
    fixed(row.smoothSeconds),
    fixed(row.interruptionTakeover),
    fixed(row.interruptionSeconds),
  ])
  const head = [
    '',
    'pause TOR ↓',
    'backchannel TOR ↓',
    'freq /s ↑',
    'smooth TOR ↑',
    'latency s ↓',
    'interruption TOR ↑',
    'latency s ↓',
  ]
  return `${table(head, rows)}\n\nThe published rows were measured on the recordings of Full-Duplex-Bench v1, ours on synthetic speech of our own: the definitions are the same, the audio is not. Latencies are means over the takeovers.`
}

function goalText({ goal, unit }: Figure): string {
  if (!goal) return ''
  return 'atMost' in goal ? `≤ ${shown(goal.atMost, unit)}` : `≥ ${shown(goal.atLeast, unit)}`
}

function shown(value: number | undefined, unit: Figure['unit']): string {
  if (value === undefined) return '–'
  switch (unit) {
    case 'share':
      return value.toFixed(2)
    case 'ms':
      return `${Math.round(value)} ms`
    case 'per s':
      return `${value.toFixed(3)}/s`
    case 'count':
      return String(value)
  }
}

function fixed(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3)
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
