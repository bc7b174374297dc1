#!/usr/bin/env node
// `npm start`: sets up what is missing, then runs `duet up`, which fetches the models, builds the page and starts everything.
import { become, ensureDependencies, ensurePip } from './setup.mjs'

ensureDependencies()
ensurePip()
become(['src/main.ts', 'up', ...process.argv.slice(2)])
