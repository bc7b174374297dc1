/** "I'm allergic to my dog" → "Is allergic to their dog": a clause of the speaker's as a fact about them. Pure. */

const adverbs =
  '(?:really|also|always|still|just|only|usually|mostly|often|never|currently|now|both|absolutely|totally|recently|already|sometimes|rarely|actually|mainly|especially|kindof)'
const past = new Set(
  'was|were|had|did|got|grew|quit|gave|sold|bought|met|lost|broke|began|left|went|became|won|drove|taught|wrote|made|found|kept|built|fell|took|came|ran'.split(
    '|',
  ),
)
const irregular: { readonly [verb: string]: string } = {
  am: 'is',
  are: 'is',
  have: 'has',
  do: 'does',
  go: 'goes',
  was: 'was',
  were: 'was',
}
const unchanged = /^(?:cannot|can|must|will|should|may|used|would)$/i

/** The predicate of "I …" or "we …" with the verb of a third person; `text` begins behind the pronoun. */
export function predicate(given: string): string {
  const text = given.replace(/^no longer (.+?)$/i, 'do not $1 any more')
  const [, lead = '', verb = '', rest = ''] = new RegExp(`^((?:${adverbs}\\s+)*)(\\S+)(.*)$`, 'i').exec(text) ?? []
  return tidy(lead + thirdForm(verb) + others(rest))
}

/** The speaker's own words inside a clause: my → their. */
export function others(text: string): string {
  return text
    .replaceAll(/\bmy own\b/gi, 'their own')
    .replaceAll(/\b(?:my|our)\b/gi, 'their')
    .replaceAll(/\b(?:mine|ours)\b/gi, 'theirs')
    .replaceAll(/\b(?:myself|ourselves)\b/gi, 'themselves')
    .replaceAll(/\b(?:me|us)\b/gi, 'them')
    .replaceAll(/\bI am\b|\bwe are\b/gi, 'they are')
    .replaceAll(/\bI was\b|\bwe were\b/gi, 'they were')
    .replaceAll(/\bI\b|\bwe\b/gi, 'they')
}

/** What leads on to something else, or is only manners. */
const tail =
  /(?:,? (?:please|too|as well|you know|though|thanks|so|anyway|in the recipe please|lol|haha|like I told you|actually))+$|,? so (?!that\b|much\b|many\b|far\b)\w+.*$/i

/** A capital in front, one full stop behind. */
export function sentence(text: string): string {
  const even = text
    .replaceAll(/\s+/g, ' ')
    .replace(tail, '')
    .replace(/[\s,.!?;:]+$/, '')
    .trim()
  return even === '' ? '' : `${even.charAt(0).toUpperCase()}${even.slice(1)}.`
}

function thirdForm(verb: string): string {
  const low = verb.toLowerCase()
  if (irregular[low] !== undefined) return irregular[low]
  if (unchanged.test(low) || past.has(low) || /(?<!e)ed$/.test(low) || /ing$/.test(low)) return low
  if (/(?:s|x|z|ch|sh|o)$/.test(low)) return `${low}es`
  return /[^aeiou]y$/.test(low) ? `${low.slice(0, -1)}ies` : `${low}s`
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
