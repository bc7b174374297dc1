/** What must hold after chaos, whatever was done. Each check returns what it found broken, in words; nothing: it holds. */
import type { EnginesAnswer } from '../../src/cli/engines-table.ts'
import { openSqliteMemory } from '../../src/store/memory/open-sqlite.ts'
import type { Caller } from './caller.ts'
import type { FakeProcess } from './fakes.ts'

/** When the connections of callers could break, ms. */
export type Span = { readonly fromMs: number; readonly toMs: number }

/** A break is noticed this long after its cause at the most: a client asks after 2 s of silence and waits 3, a bridge pings every 5. */
const noticedMs = 12_000
const freeMs = 30_000
const deliveredMs = 90_000

/** Every turn that was once on record still is, once. */
export async function turnsKept(callers: readonly Caller[]): Promise<string[]> {
  const broken: string[] = []
  for (const caller of callers)
    for (const sessionId of caller.sessions) {
      const recorded = await caller.recorded(sessionId)
      if (!recorded) broken.push(`session ${sessionId} cannot be read`)
      for (const [text, said] of caller.said) {
        if (said.sessionId !== sessionId) continue
        const times = recorded?.filter((one) => one === text).length ?? 0
        if (times > 1) broken.push(`"${text}" is on record ${times} times`)
        if (times === 0 && said.acknowledged) broken.push(`"${text}" was on record and is not any more`)
      }
    }
  return broken
}

/** Every connection broke of something that was done, and every call that ended was ended with a reason. */
export function everyoneTold(callers: readonly Caller[], spans: readonly Span[]): string[] {
  const explained = (atMs: number) => spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs + noticedMs)
  return callers.flatMap((caller, index) => [
    ...caller.breaks
      .filter((atMs) => !explained(atMs))
      .map(() => `caller ${index} lost its connection, and nothing was done to it`),
    ...caller.endings
      .filter(({ code, reason }) => code < 4000 || reason === '')
      .map(({ code, reason }) => `caller ${index}'s call ended with ${code} "${reason}"`),
  ])
}

/** No call was primed with what another one had asked for. */
export function noWrongPersona(engines: readonly FakeProcess[]): string[] {
  return engines
    .flatMap(({ primings }) => primings)
    .filter(({ asked, effective }) => asked.prompt !== effective.prompt || asked.voice !== `${effective.voice}.pt`)
    .map(({ asked, effective }) => `asked for ${asked.voice}, got ${effective.voice}, or another prompt`)
}

/** With nobody in a call all slots are free again. */
export async function slotsFree(http: string): Promise<string[]> {
  let taken = ['the bridge does not answer']
  await waitFor(freeMs, async () => {
    const { servers } = (await (await fetch(`${http}/engines`)).json()) as EnginesAnswer
    taken = servers.flatMap(({ id, slots, detail }) =>
      slots.filter(({ state }) => state !== 'free').map(({ state }) => `${id} is ${state} ${detail ?? ''}`.trim()),
    )
    return taken.length === 0
  })
  return taken
}

/** The orchestrator has been told of everything. */
export async function outboxEmpty(http: string): Promise<string[]> {
  let left = ['the bridge does not answer']
  await waitFor(deliveredMs, async () => {
    const { pending, dead } = (await (await fetch(`${http}/outbox`)).json()) as {
      readonly pending: number
      readonly dead: number
    } // docs/api.md
    left = pending + dead === 0 ? [] : [`${pending} waiting and ${dead} given up in the outbox`]
    return left.length === 0
  })
  return left
}

/** What is on record is in the memory's store, too, once; to be asked when nothing has the file open. */
export async function toldOnce(dataDir: string, callers: readonly Caller[]): Promise<string[]> {
  const store = await openSqliteMemory({ dir: dataDir })
  try {
    const times = new Map<string, number>()
    for (const { text } of await store.rows('turns', {})) times.set(text, (times.get(text) ?? 0) + 1)
    return callers.flatMap((caller) =>
      [...caller.said].flatMap(([text, { acknowledged }]) => {
        const found = times.get(text) ?? 0
        if (found > 1) return [`the orchestrator has "${text}" ${found} times`]
        return acknowledged && found === 0 ? [`the orchestrator was not told "${text}"`] : []
      }),
    )
  } finally {
    await store.close()
  }
}

async function waitFor(ms: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await condition().catch(() => false)) && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 500))
}
