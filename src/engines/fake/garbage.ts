/** Messages that no client should stumble over: each is skipped by a careful one. */
import { encodeAudio } from '../../protocol/moshi.ts'
import type { SpeechWriter } from './ogg-out.ts'

/** @param random 0 to 1 */
export function garbage(random: () => number, writer: SpeechWriter): (Uint8Array | string)[] {
  const noise = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256))
  const choices: (() => Uint8Array | string)[] = [
    () => new Uint8Array(0),
    () => Uint8Array.of(7, 3, 0x41),
    () => Uint8Array.of(255, ...noise(20)),
    () => Uint8Array.of(3, 9),
    () => Uint8Array.of(2, 0xff, 0xfe, 0xc0),
    () => encodeAudio(noise(200)),
    () => encodeAudio(new Uint8Array(0)),
    () => encodeAudio(writer.damagedPage()),
    () => encodeAudio(writer.emptyPacket()),
    () => 'a text message',
  ]
  const choice = choices[Math.floor(random() * choices.length)]
  return choice ? [choice()] : []
}
