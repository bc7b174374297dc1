// Loaded into every process of a Duet under test: its wall clock stands elsewhere and goes on from there. Times measured by
// performance.now() and timers are left alone.
const aheadMs = Number(process.env.DUET_TEST_CLOCK_AHEAD_MS ?? 0)
const RealDate = Date
const now = () => RealDate.now() + aheadMs
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
