/** How the page is built: small, same-origin files only, nothing inline, so that a strict content policy holds. */
import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [preact()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // worklets and styles as files: `data:` and `blob:` fail under the policy
    modulePreload: { polyfill: false },
  },
})
