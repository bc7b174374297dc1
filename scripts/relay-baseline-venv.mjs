#!/usr/bin/env node
// Makes (once) the Python environment of the bridges that `npm run bench:relay` compares with, and prints its python.
import { pythonEnvironment } from './python-env.mjs'

console.log(
  pythonEnvironment('relay-baseline', [
    ['aiohttp==3.14.5', 'fastapi==0.165.0', 'uvicorn==0.54.0', 'uvloop==0.23.0', 'websockets==17.4'],
  ]),
)
