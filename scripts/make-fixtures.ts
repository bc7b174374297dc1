#!/usr/bin/env node
/** Speaks the sentences that the system tests say, with a voice that is not one of the engine's picks: `node scripts/make-fixtures.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { writeWav } from '../src/audio/wav.ts'
import { findModel } from '../src/models/catalogue.ts'
import { modelFolder } from '../src/models/folder.ts'
import { openFlite } from '../src/speech/flite.ts'

const sentences = {
  question: 'What is the capital of France?',
  story: 'Please tell me a story.',
  stop: 'Stop. Please stop talking now.',
}
const rate = 16_000
const say = openFlite(modelFolder(findModel('flite'), ''))
for (const [name, text] of Object.entries(sentences)) {
  const spoken = say(text, 'slt', 1)
  // Half a second of silence before it, as a person who has just pressed a button.
  const sound = new Float32Array(spoken.length + rate / 2)
  sound.set(spoken, rate / 2)
  writeFileSync(fileURLToPath(new URL(`../test/fixtures/${name}.wav`, import.meta.url)), writeWav([sound], rate))
}
