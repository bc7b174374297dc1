// One container for one GPU (SaladCloud and the like): runs "duet up" and ends with a code that says whether another machine is needed.
// The platform starts a container anew, elsewhere, when it ends with a code that is not 0: so every fault does.
import { spawn } from 'node:child_process'

const child = spawn(process.execPath, ['src/main.ts', 'up', ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
let told = false
process.once('SIGTERM', () => {
  told = true
})
child.on('exit', (code, signal) => {
  if (told && code === 0) process.exit(0)
  console.error(`duet: ended by itself (${signal ?? `exit code ${code}`}); this container ends, so that it is started elsewhere`)
  // 0 without having been asked would look like work that is done.
  process.exit(code || 1)
})
