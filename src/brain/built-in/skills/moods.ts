/** The feeling behind a telling, by its words: the first that fits, gravest first. */
import type { Heard } from '../heard.ts'

export type Mood = 'grief' | 'illness' | 'bad' | 'tired' | 'good' | 'plan' | 'opinion' | 'likes' | 'dislikes' | 'past' | 'plain'

const moods: readonly (readonly [Mood, RegExp])[] = [
  [
    'grief',
    /(?<!\b(?:phone|battery|car|computer|laptop|plants?|tablet|engine|i|nearly|almost) (?:is |are |has |just |nearly |almost )*)\b(?:died|passed away|passed on|funeral|put (?:him|her|it) (?:down|to sleep)|lost (?:my|our) (?:\w+ )?(?:mother|father|mom|mum|dad|wife|husband|son|daughter|brother|sister|baby|dog|cat|friend|grandmother|grandfather|grandma|grandpa)|(?<!\b(?:phone|battery|car|computer|laptop|plants?|engine) )is dead|miscarriage|(?<!\b(?:plants?|i|phone) (?:am |are |is )?)dying(?! to)|grieving)\b(?! laughing| tired)/,
  ],
  [
    'illness',
    /\b(?:coming down with|sick|ill|cancer|hospital|surgery|operation|headache|migraine|fever|flu|hurts|pain|broke (?:my|his|her) (?:leg|arm|foot|hand|wrist|ankle|toe|nose|rib)|diagnosed|infection|toothache|accident|stomach ?ache|injured|dizzy|allergic|diabetes|dementia)\b/,
  ],
  [
    'tired',
    /\b(?:tired|exhausted|sleepy|worn out|burned out|burnt out|can not sleep|could not sleep|did not sleep|slept (?:badly|poorly|terribly)|insomnia|no energy|drained|barely slept|hardly slept)\b/,
  ],
  [
    'good',
    /\b(?:got (?:the|a new|my) (?:job|promotion|degree|place)|promot(?:ed|ion)|passed (?:my|the|his|her)|won|engaged|married|getting married|having a baby|pregnant|gave birth|was born|graduated|finally (?:did|done|finished|made|got|found)|proud|so happy|very happy|am happy|feel happy|feel great|feeling great|excited|wonderful|amazing|fantastic|awesome|best day|great (?:day|news|time|weekend)|good (?:news|day|time)|lovely|beautiful|accepted|relieved|grateful|thankful|thrilled|delighted|got a raise|had fun|so much fun|perfect)\b/,
  ],
  [
    'bad',
    /\b(?:do not (?:really )?feel like (?:doing|getting|going|seeing|talking|eating)|sad|lonely|alone|stress(?:ed|ful)?|worried|worry|anxious|anxiety|nervous|scared|afraid|angry|mad|upset|frustrat(?:ed|ing)|disappointed|disappointing|terrible|awful|horrible|bad|worse|worst|rough|argued|argument|fight|fought|broke up|breakup|divorced?|lost (?:my|our|the) \w+|fired|laid off|failed|failing|late for|missed (?:my|the)|stole|stolen|robbed|crying|cried|difficult|struggling|overwhelmed|depress(?:ed|ing)|hopeless|homesick|ashamed|embarrassed|embarrassing|jealous|guilty|annoy(?:ed|ing)|annoys|hard (?:time|day|week|on me)|not (?:so |very |too |really |doing )*(?:good|great|well|happy|okay|fine)|unhappy|miserable|ruined|broke(?:n)? down|is broken|cheated|lied to me|yelled|shouted|hurt my feelings|ignored|rejected|down today|feel(?:ing)? (?:down|low|blue|empty|lost)|traffic is|killing me|miss (?:my|her|him|them|home)|nobody|cancell?ed|crashed|burnt|spilled)\b/,
  ],
  [
    'opinion',
    /^(?:i (?:really |just |do not |honestly )*(?:think|believe|guess|suppose|feel like(?! (?:\w+ing|nobody|no one|nothing|a (?:failure|burden|loser|fraud|stranger)|i am|crying)\b)|find|wonder|am (?:not )?sure|doubt)|in my opinion|if you ask me)\b/,
  ],
  [
    'dislikes',
    /\bi (?:really |just |absolutely )*(?:hate|dislike|can not stand|do not like|do not enjoy|am sick of|am tired of)\b/,
  ],
  [
    'plan',
    /\b(?:going to|i will|we will|planning|plan to|plan on|want to|would like to|would love to|looking forward|tomorrow|next (?:week|month|year|weekend|summer|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|this (?:weekend|summer|winter|evening|afternoon)|hope to|hoping|dream of|tonight|soon|later today|about to|is coming|are coming|(?:am|are|is) (?:flying|driving|travell?ing|visiting|moving|leaving|meeting|seeing|having|taking|starting|getting|hosting))\b/,
  ],
  [
    'likes',
    /\b(?:i|we) (?:really |just |absolutely |do |also )*(?:like|love|enjoy|adore|prefer|collect|am into|am a (?:big )?fan of)\b|\bfavou?rite\b/,
  ],
  [
    'past',
    /\b(?:went|saw|had|did|made|bought|met|was|were|got|found|took|came|ate|read|watched|visited|played|finished|started|walked|talked|called|cooked|baked|yesterday|last (?:night|week|month|year|weekend|summer)|this morning|ago|\w{3,}ed)\b/,
  ],
]

export function moodOf({ core, plain }: Heard): Mood {
  return moods.find(([, pattern]) => pattern.test(core) || pattern.test(plain))?.[0] ?? 'plain'
}
