/** Other words for the commonest words, where the dictionary's first ones are not what people look for. */

export const synonyms: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    'happy glad cheerful joyful',
    'sad unhappy down sorrowful',
    'angry mad furious cross',
    'big large great huge',
    'small little tiny compact',
    'good fine great excellent',
    'bad poor awful terrible',
    'nice pleasant kind lovely',
    'beautiful lovely pretty gorgeous',
    'ugly unattractive unsightly hideous',
    'fast quick rapid swift',
    'slow unhurried sluggish gradual',
    'smart clever bright intelligent',
    'stupid foolish silly unwise',
    'easy simple effortless straightforward',
    'hard difficult tough demanding',
    'important significant essential major',
    'interesting fascinating engaging intriguing',
    'boring dull tedious dreary',
    'tired weary exhausted worn-out',
    'funny amusing comical hilarious',
    'scared afraid frightened fearful',
    'brave courageous bold fearless',
    'strong powerful sturdy robust',
    'weak feeble frail fragile',
    'rich wealthy affluent well-off',
    'poor needy penniless impoverished',
    'old aged elderly ancient',
    'new fresh recent modern',
    'cold chilly cool freezing',
    'hot warm boiling scorching',
    'quiet silent calm hushed',
    'loud noisy deafening booming',
    'help assist aid support',
    'begin start commence open',
    'end finish close conclude',
    'buy purchase acquire get',
    'say tell state speak',
    'think believe suppose reckon',
    'like enjoy appreciate fancy',
    'love adore cherish treasure',
    'hate detest loathe dislike',
    'walk stroll wander march',
    'run dash sprint race',
    'friend companion pal buddy',
    'house home dwelling residence',
    'job work occupation position',
    'idea thought notion concept',
    'problem difficulty issue trouble',
    'very extremely really highly',
  ].map((row) => {
    const [word = '', ...others] = row.split(' ')
    return [word, others]
  }),
)

/** Opposites that the dictionary has none of, or not first. */
export const antonyms: Readonly<Record<string, string>> = Object.fromEntries(
  'ancient:modern generous:stingy brave:cowardly rude:polite arrogant:humble lazy:hard-working noisy:quiet boring:interesting dangerous:safe expensive:cheap cheap:expensive empty:full smooth:rough sharp:blunt tight:loose wild:tame guilty:innocent victory:defeat success:failure arrival:departure increase:decrease expand:shrink accept:refuse arrive:leave attack:defend build:destroy buy:sell borrow:lend win:lose push:pull laugh:cry remember:forget day:night summer:winter north:south east:west always:never everything:nothing everybody:nobody often:seldom inside:outside above:below early:late first:last heaven:hell love:hate war:peace friend:enemy question:answer beginning:end optimist:pessimist'
    .split(' ')
    .map((pair) => pair.split(':')),
)
