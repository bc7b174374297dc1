/** The bar at the top: name, views, the engine and brain in use, and a dot that tells whether they can be reached. */
import { route } from '../route.ts'
import { engine, mayOperate, reach, view } from '../state/store.ts'
import { inCall, type ViewState } from '../state/view-state.ts'

type Light = 'good' | 'wait' | 'bad'

export function TopBar() {
  const { light, words } = connection(view.value)
  const inUse = view.value.session?.engine ?? engine.value
  const here = route.value.view
  const isHere = (names: readonly string[]) => (names.includes(here) ? ('page' as const) : undefined)
  return (
    <header class="bar">
      <a class="brand" href="/">
        duet
      </a>
      <nav aria-label="Views">
        <a href="/" aria-current={isHere(['talk'])}>
          Talk
        </a>
        <a href="/history" aria-current={isHere(['history', 'conversation'])}>
          History
        </a>
        <a href="/memory" aria-current={isHere(['memory'])}>
          Memory
        </a>
        <a href="/persona" aria-current={isHere(['personas'])}>
          Personas
        </a>
        {mayOperate.value && (
          <a href="/operate" aria-current={isHere(['operate'])}>
            Operate
          </a>
        )}
      </nav>
      <p class="connection">
        {inUse !== null && light !== 'bad' && (
          <span class="in-use">
            {inUse.name} engine{inUse.brain !== null && ` · ${brainName(inUse.brain)}`}
          </span>
        )}
        <span class="reach">{words}</span>
        <span class={`dot dot-${light}`} aria-hidden="true" />
      </p>
    </header>
  )
}

function brainName(brain: string): string {
  return brain.startsWith('built-in') ? 'built-in brain' : brain
}

/** A call under way waits for another engine. */
function withoutEngine(engineState: ViewState['engineState']): boolean {
  return engineState === 'lost' || engineState === 'recovering' || engineState === 'queued'
}

function connection(state: ViewState): { readonly light: Light; readonly words: string } {
  if (inCall(state)) {
    if (state.phase === 'live' && state.engineState === 'rollover') return { light: 'wait', words: 'refreshing' }
    if (state.phase === 'live' && !withoutEngine(state.engineState)) return { light: 'good', words: 'connected' }
    if (state.phase === 'reconnecting' || (state.phase === 'live' && withoutEngine(state.engineState)))
      return { light: 'wait', words: 'reconnecting' }
    if (state.phase !== 'asking') return { light: 'wait', words: 'connecting' }
  }
  switch (reach.value) {
    case 'up':
      return { light: 'good', words: 'ready' }
    case 'engine-down':
      return { light: 'bad', words: 'no engine' }
    case 'down':
      return { light: 'bad', words: 'not answering' }
    case 'checking':
      return { light: 'wait', words: 'looking' }
  }
}
