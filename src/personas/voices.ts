/** The voice names personas may ask for: PersonaPlex's eighteen voice prompts. Every engine maps them onto the voices it has. */

export const voiceNames = [
  ...['NATF0', 'NATF1', 'NATF2', 'NATF3', 'NATM0', 'NATM1', 'NATM2', 'NATM3'],
  ...['VARF0', 'VARF1', 'VARF2', 'VARF3', 'VARF4', 'VARM0', 'VARM1', 'VARM2', 'VARM3', 'VARM4'],
] as const

/** The plain name of a voice as written by a person or a Moshi client ("NATF2", "NATF2.pt"); undefined if there is none such. */
export function voiceName(written: string): string | undefined {
  const plain = written.replace(/\.pt$/, '')
  return voiceNames.find((name) => name === plain)
}
