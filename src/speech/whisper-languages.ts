/** The languages of a multilingual Whisper, in the order of its tokens. */

const languages =
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su'.split(
    ' ',
  )

/** How many there are. */
export const languageCount = languages.length

/** Place of a language among them; undefined for one the model does not know. "pt-BR" counts as "pt". */
export function languageIndex(tag: string): number | undefined {
  const at = languages.indexOf(tag.toLowerCase().split('-')[0] ?? '')
  return at < 0 ? undefined : at
}

/** Tag of the language at a place. */
export const languageTag = (index: number): string => languages[index] ?? 'en'
