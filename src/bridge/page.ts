/** The built page, as the page port serves it: files as they are, every other address of the page its index. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Env, Hono } from 'hono'

/** Addresses the page shows views at. */
const views = ['/', '/test-voice', '/history', '/history/*', '/persona', '/memory', '/operate']

/** Adds the page to an app, behind its routes. `dir` is the folder Vite builds into. */
export function servePage<E extends Env>(app: Hono<E>, dir: string): void {
  const index = join(dir, 'index.html')
  app.use('/assets/*', async (c, next) => {
    await next()
    // Their names hold a hash of their content.
    if (c.res.ok) c.header('cache-control', 'public, max-age=31536000, immutable')
  })
  app.use('/*', async (c, next) => {
    if (views.some((view) => c.req.path === view || (view.endsWith('/*') && c.req.path.startsWith(view.slice(0, -1))))) {
      if (!existsSync(index)) return c.text('The page is not built yet: run "npm run build" (npm start does it).', 503)
      c.header('cache-control', 'no-cache')
      return serveStatic({ path: index })(c, next)
    }
    return serveStatic({ root: dir })(c, next)
  })
}
