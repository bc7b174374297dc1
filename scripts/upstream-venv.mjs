#!/usr/bin/env node
// Makes (once) the Python environment with Kyutai's own `moshi` server and client that the system tests talk to, and prints its python.
import { pythonEnvironment } from './python-env.mjs'

/** torch is pinned exactly: a range may bring gigabytes of CUDA; moshi's own pin on torch is too narrow, hence --no-deps. */
const installs = [
  ['torch==2.13.0'],
  ['--no-deps', 'moshi==0.2.13'],
  [
    'numpy<2.3',
    'safetensors<0.8',
    'huggingface-hub<1.0',
    'einops<0.9',
    'sentencepiece<0.3',
    'sounddevice==0.5.0',
    'sphn>=0.2,<0.3',
    'aiohttp<3.12',
    'tqdm',
  ],
]

console.log(pythonEnvironment('upstream', installs))
