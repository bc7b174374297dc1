/** Whole phrases that stand for a sum, from "split ninety between six" to "what is left of fifty": each with the expression it becomes. */

const number = '-?\\d+(?:\\.\\d+)?'
const amount = `(${number})(?: (?:dollars?|euros?|pounds?|bucks|cents))?`

/** Tried in order, on text with its numbers in digits. */
export const phrases: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    new RegExp(
      `\\b(double|twice|triple|half of|half) ${amount} (?:and |and then |then )?(plus|add|minus|subtract|take away) ${amount}`,
    ),
    (_, how = '', a = '', sign = '', b = '') =>
      `${a} ${how.startsWith('half') ? '/ 2' : how === 'triple' ? '* 3' : '* 2'} ${/plus|add/.test(sign) ? '+' : '-'} ${b}`,
  ],
  [
    new RegExp(
      `\\b${amount} [a-z]+ (?:for|among|between) ${amount} (?:people|kids|children|friends|persons|of us|boys|girls)\\b.*\\beach\\b.*`,
    ),
    (_, a, b) => `${a} / ${b}`,
  ],
  [
    new RegExp(`\\b(?:1|an?|one) [a-z]+ (?:is|costs?) ${amount}\\b.*\\bhow much (?:are|is|do|for|would|will) ${amount}\\b.*`),
    (_, a, b) => `${a} * ${b}`,
  ],
  [
    new RegExp(
      `\\b${amount} [a-z]+ (?:with|get|gets|have|has|had|hold|holds|contain|contains|of|eat|eats|need|needs|carry|bring|want) ${amount} [a-z]+ (?:each|apiece|every day)\\b.*`,
    ),
    (_, a, b) => `${a} * ${b}`,
  ],
  [
    new RegExp(
      `\\b${amount} (?:[a-z]+ ){1,3}and ${amount} (?:[a-z]+ )?(?:teams|groups|tables|boxes|bags|rows|rooms|classes|plates|baskets|cars|buses)\\b.*\\b(?:each|per|every)\\b.*`,
    ),
    (_, a, b) => `${a} / ${b}`,
  ],
  [
    new RegExp(
      `\\b${amount} (?:people|persons|of us|friends|guests|kids|children|colleagues)\\b[^\\d]*\\b${amount}\\b[^\\d]*\\b(?:each|per person|per head|apiece|everyone pay)\\b.*`,
    ),
    (_, a, b) => `${b} / ${a}`,
  ],
  [
    new RegExp(
      `\\b${amount}[^\\d]*\\b(?:bill|between|among|split|shared?|divided?|pay)\\b[^\\d]*\\b${amount} (?:people|persons|of us|friends|guests|kids|children|colleagues)\\b.*`,
    ),
    (_, a, b) => `${a} / ${b}`,
  ],
  [
    new RegExp(`\\bchange\\b[^\\d]*\\b(?:from|out of|for) (?:an? )?${amount}\\b[^\\d]*\\b${amount}\\b`),
    (_, a, b) => `abs(${a} - ${b})`,
  ],
  [
    new RegExp(`\\b${amount} [^\\d]*\\b${amount} percent (?:tip|gratuity|tax|vat)\\b(?=.*\\b(?:how much|what|work out|tip)\\b)`),
    (_, a, b) => `${a} * ${b} / 100`,
  ],
  [
    new RegExp(
      `\\b(?:costs?|was|is|for|price(?: of)?|originally) ${amount} [^\\d]*\\b${amount} percent (?:off|discount|reduction|cheaper|less)\\b`,
    ),
    (_, a, b) => `${a} * (1 - ${b} / 100)`,
  ],
  [
    new RegExp(
      `\\b${amount} (?:people|kids|children|friends|persons|of us) (?:share|split|divide|get|eat)\\b[^\\d]*\\b${amount}\\b`,
    ),
    (_, a, b) => `${b} / ${a}`,
  ],
  [new RegExp(`\\b${amount} (?:split |divided |shared )?${amount} ways\\b`), (_, a, b) => `${a} / ${b}`],
  [
    new RegExp(
      `\\b${amount} (?:\\w+ )?(?:an|per|a|each|every) (?:hour|minute|second) for ${amount} (?:hours?|minutes?|seconds?)`,
    ),
    (_, a, b) => `${a} * ${b}`,
  ],
  [new RegExp(`\\b${amount} (?:\\w+ )?in ${amount} hours?\\b(?=.*\\bhow fast\\b)`), (_, a, b) => `${a} / ${b}`],
  [new RegExp(`\\b${amount} (?:\\w+ )?(?:a|per|each|every) month\\b(?=.*\\byear\\b)`), (_, a) => `${a} * 12`],
  [new RegExp(`\\b${amount} (?:\\w+ )?(?:a|per|each|every) week\\b(?=.*\\byear\\b)`), (_, a) => `${a} * 52`],
  [
    new RegExp(`\\b${amount} (?:\\w+ )?(?:a|per|each|every) (?:day|night|morning|evening)\\b(?=.*\\byear\\b)`),
    (_, a) => `${a} * 365`,
  ],
  [
    new RegExp(`\\b${amount} (?:\\w+ )?(?:a|per|each|every) (?:day|night|morning|evening)\\b(?=.*\\bweek\\b)`),
    (_, a) => `${a} * 7`,
  ],
  [
    new RegExp(`\\b(?:sum up|the total of|add up|add together) ((?:${number}(?:,| and|,? and)? ?){2,})`),
    (_, list) => (list?.match(/-?\d+(?:\.\d+)?/g) ?? []).join(' + '),
  ],
  [
    new RegExp(`\\b${amount} [a-z]+ (?:costs?|cost me|are|is) ${amount}\\b[^\\d]*\\b(?:one|1|a single)\\b.*`),
    (_, a, b) => `${b} / ${a}`,
  ],
  [
    new RegExp(
      `\\b${amount} percent of (?:my|the|our|his|her|that|this|a) [a-z]+ ?(?:[a-z]+ )?(?:which is|that is|of|is|at)? ?${amount}`,
    ),
    (_, a, b) => `${a} / 100 * ${b}`,
  ],
  [
    new RegExp(
      `\\b${amount} (?:kilometers?|kilometres?|miles?|meters?|pages?|words?) (?:an|per|a|each|every) (?:hour|minute|day|second)\\b[^\\d]*\\b${amount} (?:hours?|minutes?|days?|seconds?).*`,
    ),
    (_, a, b) => `${a} * ${b}`,
  ],
  [new RegExp(`\\b${amount} percent (?:more|higher|greater) than ${amount}`), (_, a, b) => `${b} * (1 + ${a} / 100)`],
  [new RegExp(`\\b${amount} percent (?:less|lower) than ${amount}`), (_, a, b) => `${b} * (1 - ${a} / 100)`],
  [new RegExp(`\\b${amount} (?:in|as|to) (?:a )?percent(?:age)?\\b`), (_, a) => `${a} * 100`],
  [
    new RegExp(`\\b(?<!\\b(?:split|divide|divided|share|cut|break|turn|change|convert) )${amount} (?:go(?:es)? )?into ${amount}`),
    (_, a, b) => `${b} / ${a}`,
  ],
  [new RegExp(`\\bcosts? ${amount}\\b.*\\bhow much (?:are|do|would|is|for) ${amount}\\b`), (_, a, b) => `${a} * ${b}`],
  [
    new RegExp(`\\bremainder (?:of|when|if)?(?: you divide)? ?${amount} (?:divided by|by|over) ${amount}`),
    (_, a, b) => `${a} % ${b}`,
  ],
  [new RegExp(`\\b${amount} (?:more|bigger|larger|greater) than ${amount}`), (_, a, b) => `${b} + ${a}`],
  [new RegExp(`\\b${amount} (?:less|smaller|fewer) than ${amount}`), (_, a, b) => `${b} - ${a}`],
  [
    new RegExp(`\\b${amount} (?:[a-z]+ ){0,2}(?:at|for|each) (?:a price of )?${amount} (?:each|apiece|a piece|per piece)\\b`),
    (_, a, b) => `${a} * ${b}`,
  ],
  [
    new RegExp(`\\b${amount} (?:[a-z]+ ){0,2}(?:shared|split|divided|distributed) (?:by|among|between|over|into) ${amount}`),
    (_, a, b) => `${a} / ${b}`,
  ],
  [new RegExp(`\\bhow many times (?:does|will|can) ${amount} (?:go|fit) into ${amount}`), (_, a, b) => `${b} / ${a}`],
  [
    new RegExp(
      `\\b(?:how much|what) (?:do|does|is|are) ${amount} and ${amount}(?: make| together| combined| added together| equal)?`,
    ),
    (_, a, b) => `${a} + ${b}`,
  ],
  [new RegExp(`\\b${amount} is what (?:percent|percentage) of ${amount}`), (_, a, b) => `${a} / ${b} * 100`],
  [
    new RegExp(`\\b${amount} percent (?:tip|discount|tax|vat) (?:on|of|off|for) (?:a )?${amount}`),
    (_, a, b) => `${b} * ${a} / 100`,
  ],
  [
    new RegExp(`\\b${amount} (?:plus|with) (?:a |an )?${amount} percent(?: tip| tax| vat)?`),
    (_, a, b) => `${a} * (1 + ${b} / 100)`,
  ],
  [
    new RegExp(`\\b${amount} (?:minus|less|with) (?:a |an )?${amount} percent(?: off| discount)?`),
    (_, a, b) => `${a} * (1 - ${b} / 100)`,
  ],
  [new RegExp(`\\b${amount} percent off(?: of)? ${amount}`), (_, a, b) => `${b} * (1 - ${a} / 100)`],
  [new RegExp(`\\b${amount} percent (?:of|from) ${amount}`), (_, a, b) => `${a} / 100 * ${b}`],
  [
    new RegExp(`\\bwhat (?:percent|percentage) (?:is ${amount} )?(?:of|out of) ${amount}(?: is ${amount})?`),
    (_, a, b, c) => `${a ?? c} / ${b} * 100`,
  ],
  [new RegExp(`\\b${amount} (?:out of|of) ${amount} (?:as a|in) (?:percent|percentage)`), (_, a, b) => `${a} / ${b} * 100`],
  [
    new RegExp(`\\badd(?: up| together)? ${amount} (?:and |to |with )?${amount}(?: (?:and )?${amount})?`),
    (_, a, b, c) => `${a} + ${b}${c === undefined ? '' : ` + ${c}`}`,
  ],
  [new RegExp(`\\bsubtract ${amount} from ${amount}`), (_, a, b) => `${b} - ${a}`],
  [new RegExp(`\\btake(?: away)? ${amount} (?:away )?from ${amount}`), (_, a, b) => `${b} - ${a}`],
  [new RegExp(`\\bmultiply ${amount} (?:by|and|with) ${amount}`), (_, a, b) => `${a} * ${b}`],
  [new RegExp(`\\bdivide ${amount} (?:by|through) ${amount}`), (_, a, b) => `${a} / ${b}`],
  [
    new RegExp(
      `\\b(?:split|divide|share) ${amount} (?:between|among|by|into|in) ${amount}(?: (?:people|friends|ways|of us|parts|persons|kids|children))?`,
    ),
    (_, a, b) => `${a} / ${b}`,
  ],
  [new RegExp(`\\b(?:the )?sum of ${amount} and ${amount}`), (_, a, b) => `${a} + ${b}`],
  [new RegExp(`\\b(?:the )?product of ${amount} and ${amount}`), (_, a, b) => `${a} * ${b}`],
  [new RegExp(`\\b(?:the )?difference (?:between|of) ${amount} and ${amount}`), (_, a, b) => `abs(${a} - ${b})`],
  [new RegExp(`\\b(?:the )?(?:average|mean) of ((?:${number}(?:,| and|,? and)? ?){2,})`), (_, list) => averageOf(list ?? '')],
  [new RegExp(`\\b(?:the )?(?:square )root of ${amount}`), (_, a) => `sqrt(${a})`],
  [new RegExp(`\\b(?:the )?(?:cube )root of ${amount}`), (_, a) => `cbrt(${a})`],
  [new RegExp(`\\b(?:the )?square of ${amount}`), (_, a) => `${a} ^ 2`],
  [new RegExp(`\\b${amount} squared`), (_, a) => `${a} ^ 2`],
  [new RegExp(`\\b${amount} cubed`), (_, a) => `${a} ^ 3`],
  [new RegExp(`\\b(?:a |one )?half of ${amount}`), (_, a) => `${a} / 2`],
  [new RegExp(`\\bhalf (?=\\d)${amount}`), (_, a) => `${a} / 2`],
  [new RegExp(`\\b(?:a |1 )?third of ${amount}`), (_, a) => `${a} / 3`],
  [new RegExp(`\\b(?:a |1 )?(?:quarter|fourth) of ${amount}`), (_, a) => `${a} / 4`],
  [new RegExp(`\\b3 quarters of ${amount}`), (_, a) => `${a} * 3 / 4`],
  [new RegExp(`\\b2 thirds of ${amount}`), (_, a) => `${a} * 2 / 3`],
  [new RegExp(`\\b(?:double|twice|the double of) ${amount}`), (_, a) => `2 * ${a}`],
  [new RegExp(`\\b(?:triple|thrice) ${amount}`), (_, a) => `3 * ${a}`],
  [/\b(?:the )?factorial of (\d{1,2})\b|\b(\d{1,2}) factorial/, (_, a, b) => `factorial(${a ?? b})`],
]

function averageOf(list: string): string {
  const numbers = list.match(/-?\d+(?:\.\d+)?/g) ?? []
  return `(${numbers.join(' + ')}) / ${numbers.length}`
}
