/** Words brought to what they have in common, so that "visiting" is found by "visits". */

const stop = new Set(
  'a an the is are was were am be been do does did can could would should will have has had i you my your me we our it its of to in on for with and or at by from about how what when where which who whose why there this that again just ever tell told said say remember know still please some any much many going get got so'.split(
    ' ',
  ),
)

const irregular: Readonly<Record<string, string>> = Object.fromEntries(
  'lost:lose went:go gone:go going:go goes:go doing:do ate:eat eaten:eat bought:buy met:meet saw:see seen:see took:take taken:take made:make got:get left:leave found:find drove:drive flew:fly gave:give wrote:write ran:run broke:break broken:break forgot:forget slept:sleep spent:spend sold:sell began:begin came:come did:do done:do drank:drink heard:hear held:hold kept:keep knew:know paid:pay read:read rode:ride sang:sing sat:sit sent:send spoke:speak stood:stand swam:swim taught:teach thought:think threw:throw told:tell won:win wore:wear hid:hide hidden:hide put:put cut:cut hurt:hurt felt:feel built:build brought:bring caught:catch chose:choose children:child kids:kid wives:wife moved:move studied:study'
    .split(' ')
    .map((pair) => pair.split(':')),
)

/** A rough stem, the same for "visiting" and "visits". */
export function stemOf(word: string): string {
  return (irregular[word] ?? word)
    .replace(/'s$/, '')
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?<=\w{3})(?:ing|ed|es|s|e)$/, '')
    .replace(/([bdgklmnprt])\1$/, '$1')
}

export function contentWords(plain: string): readonly string[] {
  return plain
    .split(' ')
    .filter((word) => word.length > 1 && !stop.has(word))
    .map(stemOf)
}
