// The health check of the image: asks whichever role runs here whether it is up. Exit code 0: yes.
const port = process.argv[2] ?? process.env.DUET_BRIDGE_PORT ?? '8999'
const path = process.argv[3] ?? '/health/startup'
try {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(10_000) })
  process.exitCode = response.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
