/** Words of self-harm, violence or emergency: a careful fixed answer that points to people who can help. */
import { heardFrom } from '../heard.ts'
import { type Skill, say, type Turn } from '../skill.ts'

type Danger = 'self-harm' | 'despair' | 'threat' | 'someone-else' | 'emergency' | 'violence' | 'dose'

const selfHarm: readonly RegExp[] = [
  /^(?:(?:okay|so|well|now|no|i think)\b ?)*i (?:am going to|will|want to|am about to) jump(?: now| off)?$/,
  /\b(?:do not|can not|no longer) (?:\w+ )?(?:see|know|understand) why i should (?:even )?(?:keep going|keep living|go on|carry on|live|continue|stay alive|be here|still be here)\b|\bbetter (?:not to|to not|if i did not) (?:be (?:here|alive|around)|live|exist)\b/,
  /\b(?:took|taken|take|swallowed|swallow) (?:a|an|the|some) (?:load|ton|heap|whole lot|pile|overdose|fistful|handful|whole bunch|few too many) ?(?:of )?(?:\w+ )?(?:pills?|tablets?|meds|medication|painkillers)?\b(?<=\b(?:pills?|tablets?|meds|medication|painkillers|overdose))/,
  /\bi (?:have |have got |got |am holding |am sitting here with )(?:a |the |my )?(?:knife|gun|rope|razor|blade|pills)\b.*\b(?:do not know what i|want to (?:die|use|end)|might (?:use|do)|going to use|scared of what i)\b/,
  /\b(?:there is |see |what is )(?:really |just )?(?:no|the|any) point (?:any ?more|(?:of|in) (?:going on|living|life|being (?:here|alive)|anything|it all|trying any ?more|carrying on))\b/,
  /\b(?:do not think|not sure) i can (?:go on|make it|keep going|carry on)\b|\b(?:can not|can't) (?:go on|carry on)(?: like this| any ?more)?$/,
  /\b(?:want|wish|need) (?:it|it all|this all|everything|the pain|my life|all of (?:this|it))(?: just)? to (?:stop|end|be over)\b|\bwant the (?:pain|suffering) to (?:stop|end)\b|\bshould i (?:just )?end (?:it|things|everything)$/,
  /\b(?:done|finished|through) with (?:life|living|everything|it all)\b|\btired of (?:everything|it all|fighting|existing)\b|\b(?:ending|end) (?:things|everything)(?! with| between)\b|\bnot being (?:here|alive|around) any ?more\b/,
  /\b(?:the world|everybody|everyone|my family|they|people) (?:would|will) be (?:better|happier)(?: off)? without me\b|\bnobody cares if i (?:live|die)\b|\bwould (?:anyone|anybody|someone|they|people) (?:even )?(?:miss me|notice if i)\b/,
  /\b(?:took|take|taken|swallowed|swallow|taking) (?:a lot of|lots of|a handful of|a bunch of|(?:\w+ )?(?:\d+|ten|fifteen|twenty|thirty|forty|fifty|hundred)) (?:\w+ )?(?:pills?|tablets?|aspirins?|paracetamols?|painkillers?|ibuprofen|tylenol|sleeping \w+)\b/,
  /\b(?:goodbye|suicide|farewell) (?:letter|note)\b|\b(?:say|saying) goodbye (?:to everyone|for ever|forever|for good|before i)\b|\b(?:will not|won't) (?:hear from me|see me) (?:again|any ?more)\b|\bthis is (?:my )?(?:final |last )goodbye\b|\bleav(?:e|ing) this (?:world|life)\b|\bi will not be (?:here|around|alive) (?:tomorrow|any ?more|much longer|any longer)\b|\btell (?:my \w+|everyone|them|her|him) (?:that )?i (?:love|loved) (?:them|her|him|you)\b|\bgoodbye (?:world|cruel world|everyone|for ever|forever)\b/,
  /\bthink(?:ing)? about (?:death|dying) (?:all the time|a lot|every day|constantly|again)\b|\bdoes? it hurt(?:s)? to die\b|\bit hurts to die\b/,
  /\b(?:jump(?:ing)?|throw(?:ing)? myself|leap(?:ing)?) (?:off|from|in front of|under) (?:a |the |my |this )?(?:bridge|roof|building|balcony|train|car|cliff|window|tower|bus|subway)\b/,
  /\b(?:do not|can not|could not|no longer) (?:really )?(?:see|find|have|know) (?:a|any|the) (?:reason|point|sense) (?:to|in|for|of) (?:live|living|life|go on|going on|being here|continue|keep going|any of (?:it|this))\b/,
  /\b(?:best|easiest|quickest|painless|fastest|good|easy) way to (?:die|kill (?:yourself|myself|oneself)|end (?:it|my life)|commit suicide)\b|\bhow (?:do|can|could|would|should|to) (?:i |you |one |someone )?(?:kill (?:myself|yourself|oneself)|commit suicide|end my life|hang myself)\b|\bhow (?:many|much) (?:pills|tablets|\w+)\b.*\b(?:to die|to kill (?:me|myself|you|a person|someone)|is (?:lethal|deadly|fatal))\b/,
  /\b(?:kill|hurt|harm) (?:myself|yourself)\b.*\bpills\b|\boverdos(?:e|ing) (?:on|myself)\b/,
  /\b(?:kill|killing|hurt|hurting|harm|harming|cut|cutting|hang|hanging|shoot|drown|burn|burning) myself\b/,
  /\b(?:end|ending|take|taking) my (?:own )?life\b|\bend(?:ing)? it all\b/,
  /\b(?:i|i am|i feel|am|feeling) (?:\w+ ){0,2}suicidal\b|\bsuicidal thoughts?\b|\b(?:commit|committing|thinking (?:of|about)|thoughts of|considering|attempt(?:ed)?) suicide\b/,
  /\bi (?:just |really |only |kind of )*(?:want|wanted|wish|would like|need|would rather) to (?:die|be dead|disappear forever|not exist|not wake up|stop living|stop existing)\b/,
  /\bi (?:just |really )*do not (?:want|wish) to (?:live|be alive|be here|exist|wake up)(?: any ?more| any longer| again)?$|\bdo not want to (?:live|be alive|exist)\b|\bnot want to (?:be here|wake up) (?:any ?more|tomorrow)\b/,
  /\bi wish i (?:was|were|had) (?:dead|never (?:been )?born|not alive|not here any ?more)\b/,
  /\bbetter off (?:dead|without me)\b|\bno (?:reason|point) (?:to|in|for) (?:live|living|go on|going on|being alive)\b|\bnothing (?:left )?to live for\b|\blife is not worth (?:living|it)\b|\bcan not (?:go on|live) (?:like this|living|any ?more)\b|\btired of (?:living|being alive|life)\b/,
  /\bself[- ]harm(?:ing)?\b/,
  /\b(?:swallow|take|took|taken|swallowed|taking) (?:just )?(?:all|every one|(?:the|a|my) (?:whole|entire|full) (?:\w+ )?(?:of)?|too many|too much|way too many|a bunch|a lot|(?:two|three|four|ten|double|twice) times? (?:the|my)|more) ?(?:of )?(?:my |the |his |her |those |these |\w+'s |sleeping |pain )*(?:pills?|tablets|medication|medicine|meds|insulin|painkillers|dose|paracetamol|sleeping pills)\b/,
  /\b(?:swallowed|took|taken|emptied) (?:the|a) (?:whole|entire|full) (?:bottle|pack|packet|box|strip)(?! of (?:wine|beer|water|juice|milk|chocolates?|cookies|biscuits))\b/,
  /\b(?:nobody|no one|not (?:a soul|anyone|anybody)) (?:would|will|is going to) (?:even |really |ever |actually )*(?:notice|care|miss|mind|be sad)\b.*\bi (?:(?:was|were|am|would be|just|live or) )*(?:gone|dead|died|die|disappear(?:ed)?|vanish(?:ed)?|not here|not around|left this world)\b/,
  /\b(?:would|does|will) (?:it|anyone) (?:even |really )*(?:matter|make a difference|care) (?:to anyone )?if i (?:(?:was|were|am|would be|just|live or) )*(?:gone|dead|died?|disappear(?:ed)?|not here|not around)\b/,
  /\b(?:it would be|be|everything is|things would be|would be) (?:(?:much|so|a lot) )*(?:easier|better|simpler|best) if i (?:(?:was|were|am|would be|just|live or) )*(?:gone|dead|died|not here|not around|never (?:born|existed)|disappeared|did not exist)\b/,
  /\b(?:standing|sitting|i am) (?:up |out )?(?:on|at|by|near) (?:the |a |this )?(?:\w+ )?(?:edge|ledge|bridge|roof|rooftop|railing|railway tracks|tracks|cliff|balcony)\b.*\b(?:jump|want to (?:end|let go|fall)|(?:do not know|tell me|reason|any reason) why i should not|no reason not to|ready to go|last time|let go|goodbye)\b/,
  /\b(?:never|not) (?:have to )?wake up (?:again|any ?more|tomorrow|ever)\b(?<!\b(?:if|when|he|she|they|did|could|does|do) (?:i |you |he |she )?(?:not )?wake up \w+)|\bwish i (?:\w+ )?(?:would|could|did) (?:just )?not (?:have to )?(?:wake up|exist|be here|be alive)\b|\b(?:fall asleep|go to sleep|sleep) and (?:never|not) wake up\b/,
  /\b(?:do not|can not|could not) (?:really )?(?:see|imagine|picture) (?:myself|me) (?:being )?(?:here|alive|around|living)\b|\bdo not deserve to (?:live|be (?:here|alive))\b|\bshould not (?:be alive|have been born)\b|\b(?:feel|felt) like (?:dying|ending (?:it|my life))\b/,
  /\b(?:want|wanted|going|ready|ready|about|plan|planning|decided|how) to (?:just )?end it(?: all| tonight| today| now| for good| soon)?$|\b(?:thinking|thought|think) (?:about|of) (?:just )?ending (?:it|things)(?: all| tonight| today| for good)?$/,
  /\b(?:saving up|saved up|hoarding|collecting|counting|counted(?: out)?) (?:all )?(?:my |the )?(?:\w+ )?(?:pills|tablets|meds)\b|\bnoose\b(?! of)|\b(?:slit|slitting|cut|cutting|slash|slashed) (?:my|open my) (?:own )?(?:wrists?|arms|legs|thighs|veins)\b/,
  /\b(?:join|be with|see|follow) (?:him|her|them|my \w+) (?:again )?(?:in heaven|on the other side|in the grave)\b|\b(?:hurt|injure|punish|harm|burn|burned|cut) (?:myself|my \w+) on purpose\b|\bvoices? (?:\w+ ){0,3}(?:tell|telling|tells|told) me to (?:hurt|kill|die|jump|do it)\b/,
]

const despair: readonly RegExp[] = [
  /\b(?:do not think|not sure|doubt) (?:that )?i (?:will|am going to|am|would) (?:be )?(?:around|here|alive|there) (?:for )?(?:much longer|any longer|any more|anymore|very long|next \w+|long)\b|\bi will not be around (?:much longer|for long|any ?more)\b/,
  /\b(?:wonder|wondering|ask myself|wondered) (?:if|whether) (?:anyone|anybody|someone|somebody|they|people|my \w+) (?:would|will) (?:even |really |actually )?(?:miss|notice|care about|remember|mourn)\b/,
  /\b(?:dark|suicidal|scary|bad|terrible|ugly) thoughts\b(?=.*\b(?:again|lately|all the time|really|so|every|at night|about myself)\b)|\b(?:having|have|had|get|getting) (?:really |very |some |such |these |those |so )*(?:dark|suicidal|intrusive) thoughts\b/,
  /\b(?:no|not any|any) way out\b(?=.*\b(?:anymore|any more|of this|for me|left|feel)\b)|\bfeel(?:s)? like there is no (?:way out|hope|point|future)\b/,
  /\b(?:everyone|everybody|my family|they|people|the world|my (?:kids|husband|wife|parents|friends)) (?:would|will|might) (?:all |just |probably )?be (?:so much |a lot |much )?(?:happier|better(?: off)?) if i (?:was|were|am) (?:dead|gone|not (?:here|around))\b/,
  /\bi (?:do not|can not) trust myself\b(?=.*\b(?:knife|knives|gun|pills|rope|alone|tonight|balcony|bridge|anymore|any more)\b)|\b(?:knife|knives|gun|pills|rope|balcony|bridge|razor|blade)\b.*\bdo(?:es)? not trust myself\b/,
  /\b(?:have|has|had) not (?:been )?(?:eaten|eating) (?:anything |a thing |properly )?(?:in|for) (?:\w+ )?(?:days|weeks|a week)\b|\b(?:make|making|made) myself (?:throw up|vomit|sick)\b|\bstarving myself\b|\b(?:am|feel) too fat to eat\b/,
  /\bi (?:just |really |simply )*(?:can not|could not) (?:take|do|bear|stand|handle) (?:it|this|life|things)(?: all)? (?:any ?more|any longer)\b/,
  /\bi (?:just |really )*(?:want|wish i could|would like) to (?:just )?(?:disappear|vanish|be gone|not be here)\b(?! (?:from|into) (?:the|a) (?:party|meeting|office|crowd|woods|mountains|holiday))/,
  /\b(?:nobody|no one) would (?:miss|notice|care)\b.*\b(?:me|i)\b|\bi am (?:just )?a burden\b|\b(?:i see|there is|i have|have) no (?:hope|way out|future)(?: left| any ?more)?(?: for me)?$|\bi (?:have )?lost all hope\b|\bi feel (?:completely |so |totally )?hopeless\b|\bi hate (?:my life|being alive|living)\b|\bi (?:have )?given up on (?:life|living|everything)\b/,
  /\bgiv(?:e|en|ing) up on (?:everything|life|living|myself|it all)\b/,
  /\bi (?:really |just |so |truly )*(?:hate|loathe|despise) myself\b(?! for (?:eating|forgetting|buying|laughing|saying))|\bi (?:am|feel) (?:so |just |completely |totally |utterly )*(?:worthless|a waste of space|trapped with no way out)\b|\b(?:nobody|no one) (?:needs|wants|loves|would want) me\b|\bwhat is the point of (?:even )?(?:getting up|waking up|getting out of bed|trying|me)\b/,
]

/** What gives weight to a short answer where the caller has spoken of wanting to die. */
const means =
  /\b(?:plan|rope|pills?|tablets|knife|blade|razor|gun|bridge|roof|tracks|letter|note|tonight|goodbye|already (?:took|did|done)|not safe|am alone|all alone|no ?body|no one|do it|ready|no i am not|nothing (?:helps|matters))\b/
/** Words of self-harm this many entries back are still spoken of. */
const stillSpokenOf = 4

const threat =
  /\b(?:i (?:want|would like|am going|am about|plan|need|will|feel like|could)(?: to)? |thinking (?:of|about) )(?:really |just )?(?:kill(?:ing)?|murder(?:ing)?|hurt(?:ing)?|stab(?:bing)?|shoot(?:ing)?|poison(?:ing)?|strangl(?:e|ing)) (?:him|her|them|someone|somebody|people|everyone|my (?:\w+ )?(?:wife|husband|boss|mother|father|brother|sister|neighbou?r|ex|boyfriend|girlfriend|kids?|children|son|daughter|teacher|roommate|family))\b(?! (?:with|at|in) (?:kindness|chess|the game|this game|laughter))/

const someoneElse =
  /\b(?:kill|hurt|harm|hurting|harming) (?:himself|herself|themselves|themself)\b|\b(?:he|she|they|friend|brother|sister|son|daughter|mother|father|mom|mum|dad|husband|wife|partner) (?:is|are|seems|might be|feels) suicidal\b|\b(?:he|she|they|friend|brother|sister|son|daughter) (?:wants|want|said \w+ wants|threatens|threatened|is threatening|is going|is planning|talks about wanting) to (?:die|kill (?:him|her|them)sel(?:f|ves)|jump|end (?:it|his life|her life|their life))\b|\b(?:cutting|killing|starving) (?:himself|herself|themselves)\b|\b(?:he|she|they|friend|brother|sister|son|daughter|mother|father|mom|mum|dad|husband|wife|partner|roommate)\b.{0,30}\b(?:talk(?:s|ing)? about (?:dying|suicide|ending)|(?:suicide|goodbye) note|goodbye (?:message|letter|text))\b/

const emergency: readonly RegExp[] = [
  /\b(?:there is|see|smell) (?:\w+ ){0,2}smoke (?:in|from|coming|under|inside) (?:my|the|our|from|out)\b(?!.*\b(?:barbecue|grill|chimney|cigarettes?|film|movie)\b)|\bthere (?:is|has been|was just) (?:\w+ ){0,3}(?:crash|explosion|pile up)\b(?!.*\b(?:market|stock|years? ago|last (?:year|week|month))\b)/,
  /\b(?:ate|eaten|took|taken|drank|swallowed|licked|chewed)\b.{0,25}\b(?:pills?|tablets|medication|medicine|meds|painkillers|batter(?:y|ies)|detergent|bleach|berries|toadstools?|cigarettes?)\b(?<=\b(?:son|daughter|child|kid|baby|toddler|girl|boy|twins?|dog|cat|grandson|granddaughter|niece|nephew|he|she|little one|year old|year-old)\b.*)(?!.*\b(?:prescribed|as usual|every (?:day|morning))\b)/,
  /\b(?:a |some |the )?(?:man|guy|person|stranger|people|someone|somebody|men)\b.{0,30}\btrying to (?:get|break|come|climb|force (?:his|their) way) in(?:to|side)?\b|\b(?:he|she|they|someone|somebody|a man|the man|my \w+) (?:has|have|has got|got|is holding|is waving|pulled) (?:got )?(?:a |an |his |her )?(?:gun|knife|weapon|rifle|machete|axe)\b(?! (?:collection|license|licence|set|block|shop|permit))|\bthere is (?:a )?(?:shooting|shooter|gunman|someone with a (?:gun|knife))\b/,
  /\b(?:had|having|has had|suffered|is having|might be having|may be having) (?:a |another )?(?:stroke|heart attack|seizure)\b(?!.*\b(?:years? ago|last (?:year|month|week|summer|winter|spring)|in (?:19|20)\d\d|of genius|of luck|as a child|back then)\b)/,
  /\b(?:crashed|crash|accident|rolled|overturned|flipped)\b.*\b(?:stuck|trapped|bleeding|hurt|can not (?:move|get out|feel)|unconscious|pinned)\b|\b(?:legs?|arm|hand|foot|head) (?:is|are) (?:stuck|trapped|pinned|crushed)\b(?=.*\b(?:car|under|machine|door|crash\w*|accident)\b)|\b(?:trapped|stuck|pinned) (?:under|in (?:the|my) (?:car|wreck|rubble|elevator shaft))\b/,
  /\b(?:put|slipped|dropped|mixed) something (?:in|into|inside) (?:my|her|his) (?:drink|glass|coffee|tea|beer|wine|food)\b|\b(?:spiked|drugged) (?:my|her|his|me)\b/,
  /\b(?:drank|drunk|swallowed|drinking|drink) (?:a |an |the |some |half |my |all |of |whole |bottle |glass |cup |the )*(?:bleach|drain cleaner|antifreeze|detergent|cleaning (?:fluid|product|liquid)|paint thinner|petrol|gasoline|weed ?killer|rat poison|poison)\b/,
  /\b(?:somebody|someone|a man|some (?:guy|man)|a car|he|a stranger|they)(?:'s| is| are| was| has been| keeps)? (?:just )?(?:following|chasing|stalking|watching) (?:me|us)(?: home| around| right now| in the street)*\b(?!.* (?:on (?:instagram|twitter|tiktok|facebook|social)|like a puppy))/,
  /\bhit (?:his|her|my|their) head\b.*\b(?:throwing up|threw up|vomit\w*|sick|confused|drowsy|sleepy|can not (?:see|speak|remember)|dizzy|blood|bleeding)\b|\b(?:barely|hardly) (?:conscious|breathing|responding)\b/,
  /\b(?:bitten|stung) by (?:a|an|some) (?:\w+ )?(?:snake|scorpion|spider|jellyfish|adder|viper|cobra)\b|\b(?:drink|drinks) (?:was|were|got|has been|is) (?:spiked|drugged)\b|\b(?:have been|been|was) drugged\b/,
  /\b(?:will not|does not|is not|not|can not get (?:him|her|them) to) (?:wak(?:e|ing) up|respond(?:ing)?|mov(?:e|ing)|react(?:ing)?)\b(?<!\bi (?:do |am |can |will )?not (?:wake up|respond|move|react))/,
  /\b(?:turning|turned|going|gone|lips are) blue\b|\bfoaming at\b|\bhit (?:his|her|my|their) head\b.*\b(?:blood|bleeding|unconscious|dizzy|vomit\w*|passed)\b/,
  /\b(?:he|she|they|man|woman|someone|somebody|guy|people) (?:has|have|with|got|is (?:holding|carrying)|outside with|there with|threatening \w+ with) (?:a |an )?(?:gun|knife|weapon|rifle)\b|\bman (?:outside )?with a (?:gun|knife)\b|\bshooting at\b/,
  /\bsmoke (?:is )?(?:coming|filling|everywhere|pouring)\b|\bcarbon monoxide\b|\bsomething is burning\b|\bflames\b|\b(?:burned|burnt|scalded) (?:my|his|her) (?:\w+ )?(?:really |very |quite |so )?badly\b|\belectrocuted\b|\bfell off (?:a|the|my) (?:roof|ladder|balcony|scaffold\w*)\b/,
  /\b(?:i think |feel like |feels like )?i am (?:dying|going to die)\b(?! (?:to|of (?:laughter|boredom|embarrassment|hunger|thirst|heat)|for|laughing|here\b|if))|\bheart attack right now\b|\b(?:ate|eaten|drank|swallowed) (?:some |a )?(?:berries|mushrooms?|plants?)\b.*\b(?:throwing up|vomiting|sick|dizzy|strange)\b|\bscreaming for help\b/,
  /^(?:(?:please|oh my god|oh god|oh no|somebody|someone|help|quick|hello)\b ?)*(?:help(?: me)?|i need help|i am in danger)(?: please| now| quick(?:ly)?| i need help| me| help)+$|\bi am in danger\b|\bit is an emergency\b|\bhelp help\b/,
  /\b(?:my|the|his|her|dad's|mum's|mom's|husband's|wife's) chest (?:(?:is|has|feels?|felt|really|so|very|been|just|keeps|started|suddenly|all|got|getting) )*(?:hurts?|hurting|aches|aching|tight|heavy|pain|pains|burning|squeezed|pounding)\b|\b(?:pain|pains|tightness|tight feeling|pressure|weight|squeezing|stabbing|burning|heavy feeling)\b.{0,25}\b(?:(?:my|his|her) (?:chest|left arm|heart))\b|\b(?:elephant|someone|something) (?:is )?(?:sitting|standing|pressing) on (?:my|his|her) chest\b/,
  /\b(?:girl|boy|son|daughter|kid|child|baby|toddler|grandson|granddaughter|niece|nephew|little (?:one|brother|sister)|year old|he|she|i)(?: has| have| just| must have| might have| may have| accidentally)* (?:swallowed|drank|drunk|ate|eaten|got into|inhaled) (?:something (?:from|out of|under|poisonous|toxic|in the)|(?:some |a |an |the |my |his |her |all |of )*(?:\w+ )?(?:bleach|cleaner|cleaning \w+|detergent|dishwasher \w+|washing \w+|drain \w+|antifreeze|poison|batter(?:y|ies)|magnets?|chemicals?|medication|pills|tablets|rat poison|paint thinner|petrol|gasoline|lamp oil))\b/,
  /\b(?:girl|boy|son|daughter|kid|child|baby|toddler|little (?:one|brother|sister))(?: has| just| might have| may have)* swallowed (?!his|her)/,
  /\b(?:fell|fallen|collapsed|dropped|slumped|lying on the floor|on the floor)\b.*\b(?:not|will not|does not|is not|can not|stopped) (?:answer|answering|respond|responding|talk|talking|speak|speaking|mov(?:e|ing)|wak(?:e|ing)|breath(?:e|ing)|get(?:ting)? up|react(?:ing)?)\b/,
  /\b(?:face|mouth|eyelid|smile)\b.{0,25}\b(?:droop(?:y|ing|s|ed)?|sagging|lopsided|crooked|hanging)\b|\bcan not (?:\w+ )?(?:lift|raise|move|feel) (?:my|his|her) (?:left |right |whole )?(?:arms?|legs?|side|body|face|hand)\b|\b(?:slurring|slurred)\b|\b(?:can not|suddenly can not) (?:see|speak|talk) (?:properly|all of a sudden|suddenly|any ?more)\b|\bworst headache (?:of my life|i have ever)\b|\bwent (?:completely )?blind\b/,
  /\bsmell(?:s|ing|ed)? (?:\w+ )?(?:of |like |strongly of )?gas\b(?! station)|\bgas (?:smell|is leaking|leaking)\b/,
  /\b(?:catch|get) (?:my|his|her) breath\b(?<=\bnot .*)(?! (?:after|from|up|on))|\b(?:struggling|fighting|hard|difficult|gasping|hardly able) (?:to breathe|for (?:air|breath))\b(?! (?:in|at|up|with|because))|\bnot breathing\b|\bshort(?:ness)? of breath\b/,
  /\b(?:pan|oil|toaster|curtains?|house|flat|apartment|kitchen|car|garage|oven|stove|sofa|bed|clothes|sleeve|hair|tree|battery|neighbou?r's|neighbou?rs|building)\b.{0,15}\b(?:caught|catching|has caught|is on|are on|on) fire\b|\bblood (?:is )?(?:pouring|gushing|spurting|coming out)\b|\bbleeding (?:will not|does not|is not|not) stop\w*\b/,
  /\b(?:got|been|was|were|just) (?:just )?(?:hit|run over|knocked (?:down|over)) by (?:a|the) (?:car|truck|lorry|bus|van|tram|train|bike)\b|\b(?:just|have|we) (?:had a |been in a |in a )?(?:car )?crash(?:ed)?(?: the car| into| and)\b|\bi think (?:i|he|she)(?: have| has)?(?: just)? (?:broke|broken) (?:my|his|her) (?:leg|arm|hip|neck|back|ankle|wrist|skull)\b/,
  /\b(?:girl|boy|son|daughter|kid|child|baby|toddler|someone|somebody|he|she)(?: has| just)* (?:fell|fallen) (?:in|into|out of|through) (?:the |a )?(?:pool|water|lake|river|pond|ice|window|sea)\b|\b(?:son|daughter|child|kid|little (?:boy|girl)|toddler|baby) (?:is|has gone|went) missing\b|\bcan not find my (?:son|daughter|child|kids?|little (?:boy|girl)|toddler|baby)\b/,
  /\b(?:stuck|lodged|caught) in (?:his|her|my|the baby's) (?:throat|windpipe)\b|\b(?:lips?|face|throat|tongue|eyes) (?:is|are|has|keeps) (?:\w+ )?(?:swelling|swollen|closing)\b|\bhaving (?:a fit|an? (?:allergic|asthma) (?:reaction|attack)|contractions)\b|\bwater has broken\b/,
  /\b(?:hear|heard|see|saw) (?:someone|somebody|footsteps|a man|a stranger|people) (?:\w+ )?(?:in(?:side)? (?:my|the) (?:house|flat|home|apartment|kitchen|basement|garden|hall)|downstairs|upstairs|at (?:my|the) window|breaking|climbing)\b|\b(?:trying to|going to) (?:break|kick|force) (?:down |in |open )?(?:my|the|our) (?:door|window|house)\b/,
  /\b(?:he|she|husband|wife|mother|father|mom|mum|dad|son|daughter|baby|friend|child|brother|sister|grandma|grandpa|grandmother|grandfather|neighbou?r|man|woman|someone|somebody|colleague|girlfriend|boyfriend|partner)\b(?: has| just| have| had| suddenly)* (?:collapsed|fainted|passed out|stopped breathing|overdosed|drowned)\b/,
  /\b(?:will not|won't|does not|not) stop bleeding\b|\bbleeding (?:a lot|badly|heavily|out|and)\b|\blos(?:ing|t) (?:a lot of|so much|too much) blood\b|\bblood (?:is )?everywhere\b/,
  /\b(?:burglar|intruder|stranger|robber|someone)s? (?:is |are )?(?:downstairs|upstairs|outside my (?:door|window)|in (?:my|the) (?:house|home|apartment|flat|garden|room|kitchen|basement))\b|\b(?:someone|somebody|a man|he|a stranger) (?:is|keeps) (?:following|chasing|stalking|attacking) me\b|\b(?:being|getting) (?:attacked|robbed|mugged|followed)\b/,
  /\b(?:face|arm|leg|side|mouth)(?: is| are| feels| went| has gone| and \w+)* (?:numb|drooping|paraly[sz]ed)\b|\bcan not (?:move|feel) (?:my|his|her) (?:arm|arms|leg|legs|face|left|right|hand)\b|\bspeech is slurred\b/,
  /\bi (?:fell|have fallen|am lying on the floor)\b.*\bcan not (?:get up|move|stand)\b|\bfall(?:en)? down the stairs and\b|\b(?:there is|there has been|has been|was just|just had|just been in) an? (?:bad |terrible |car |serious )*accident\b|\bsomeone is (?:hurt|injured|dying|drowning)\b|^(?:help )?i am drowning$|\b(?:he|she|someone|child|kid|boy|girl) is (?:drowning|dying|having a fit|convulsing)\b/,
  /\b(?:snake|spider|scorpion) (?:just )?bit me\b|\ballergic (?:reaction|shock)\b|\b(?:throat|tongue) is (?:swelling|closing)\b|\bin labou?r\b|\bwater (?:just )?broke\b/,
  /\bcall (?:me )?(?:an )?(?:911|999|112|nine one one|nine nine nine|one one two|ambulance|the police|police|emergency|the fire (?:department|brigade))\b/,
  /\b(?:need|send|get) (?:me )?(?:an ambulance|the police|a doctor\b(?! (?:appointment|for my|who))|help (?:right )?now|help (?:immediately|urgently|fast|quickly|please)$|emergency help)/,
  /\b(?:i am|he is|she is|someone is|is|are|i think i am|think he is|think she is) (?:having|had) a (?:heart attack|stroke|seizure)\b|\b(?:having|has) a (?:heart attack|stroke|seizure)\b/,
  /\b(?:can not|could not|not|stopped|hardly|trouble) (?:breathe|breathing)\b(?! (?:in (?:this|these|that|my|here)|because of the (?:smell|mask)|down my neck))/,
  /\b(?:chest pains?|pain in my chest|crushing pain)\b/,
  /\b(?:is|am|are) (?:choking|unconscious|bleeding (?:badly|out|a lot|heavily|to death)|not (?:waking up|responding|moving)|having an overdose|overdosing)\b|\b(?:bleeding (?:badly|heavily) |passed out and|collapsed and|just collapsed|overdosed)\b/,
  /\b(?:house|kitchen|apartment|flat|building|room|stove|car|oven|home|garage|curtain|curtains|basement) (?:is|are) (?:on fire|burning)\b|\bthere is a fire\b|\bi smell gas\b|\bsmell of gas\b|\bgas leak\b/,
  /\b(?:someone|somebody|a man|a stranger|burglar|intruder|people)(?: is| are|'s)? (?:has broken|broke|breaking|trying to break|trying to get) in(?:to)?\b|\b(?:intruder|burglar)s? in (?:my|the)\b/,
  /\b(?:i have|he has|she has|been|got) (?:been )?(?:stabbed|shot|poisoned)\b|\b(?:swallowed|drank) (?:some )?(?:bleach|poison|a battery|cleaning|detergent|chemicals)\b/,
  /\bthis is an emergency\b|\bit is an emergency\b|\bmy baby is not breathing\b|\bfallen and (?:i )?can not get up\b/,
]

/** How much medicine is too much is for a doctor to say. */
const dose =
  /\b(?:how (?:many|much)|what (?:dose|amount)|is it (?:safe|dangerous|okay|ok|bad)|what happens if|can i|could i|should i)\b.*\b(?:pills?|tablets?|paracetamols?|ibuprofen|aspirins?|painkillers?|sleeping pills|medication|insulin|antidepressants?|codeine|xanax|valium|tylenol)\b|\b(?:double|triple|wrong) (?:dose|medication|medicine|pills?)\b|\bmixed (?:bleach|ammonia)\b/
const violence =
  /\b(?:he|she|they|husband|wife|boyfriend|girlfriend|partner|father|mother|dad|mum|mom|stepfather|uncle|brother|ex)\b (?:\w+ ){0,3}?(?:he|she|they) (?:will|would|is going to|wants to|will have to) (?:kill|hurt|beat|shoot|stab|murder|find and kill) (?:me|us|the kids|my \w+)\b|\b(?:threatened|threatens|threatening) to (?:kill|hurt|beat|hit|slap|punch|shoot|stab) (?:me|us|my \w+)\b|\b(?:touches|touched|touching|kisses|grabs|grabbed) me\b.*\b(?:do not|did not|never) (?:want|like) (?:it|that|this|him to)\b|\b(?:he|she|they|husband|wife|boyfriend|girlfriend|partner|father|mother|dad|mum|mom|stepfather|uncle|brother|ex) (?:is|has|have) been (?:hitting|beating|hurting|kicking|choking|threatening|abusing|touching|stalking) (?:me|us|my \w+)\b|\b(?:husband|wife|stepmother|uncle|brother|teacher|coach|boyfriend|girlfriend|partner|father|mother|dad|mom|mum|stepfather|ex|he|she) (?:is (?:hitting|beating|hurting|threatening|abusing)|hits|hit|beats|beat|touches|touched|kicks|kicked|chokes|choked|threatens|threatened|threatens to kill|abuses|hurts) me\b(?! (?:up\b|at\b|in a (?:game|race)|on the (?:back|shoulder)))|\b(?:i am|being) (?:being )?(?:abused|raped|stalked)\b|\bi (?:was|have been) (?:raped|sexually assaulted)\b|\b(?:scared|afraid|terrified|frightened) (?:that )?(?:he|she|they|my \w+) (?:will|is going to|might|would) (?:hurt|kill|hit|beat|find) me\b|\b(?:he|she|husband|wife|boyfriend|girlfriend|partner|ex|father|mother|dad|mum|mom|stepfather|uncle|brother|boss|coach|teacher)(?: has| just| always| keeps| often| sometimes| once)* (?:slap(?:s|ped|ping)?|punch(?:es|ed|ing)?|strangl(?:es|ed|ing)|shov(?:es|ed|ing)|grop(?:es|ed|ing)|rap(?:es|ed|ing)|hit(?:s|ting)?|beat(?:s|ing)?|hurt(?:s|ing)?|kick(?:s|ed|ing)?|chok(?:es|ed|ing)|touch(?:es|ed|ing)) (?:me|us|my (?:mum|mom|mother|sister|brother|kids?|children|son|daughter|baby)|the (?:kids|children|baby))\b(?! (?:up\b|at (?:chess|cards|tennis|golf|ping)|on the (?:back|shoulder)|with (?:the|a) (?:news|question)|hard with))|\b(?:lock(?:s|ed)? me (?:in|up|out)|will not let me (?:leave|out|go|see (?:my|anyone))|forced (?:me|himself|herself)|makes me do things|touch(?:es|ed) me (?:where|in (?:ways|places)|and|when))\b|\b(?:afraid|scared|terrified|frightened) (?:of (?:my|him|his) ?(?:husband|wife|boyfriend|girlfriend|partner|father|dad|stepfather|stepdad|uncle|ex|temper)?|to go home)\b|\b(?:do not|not) feel safe (?:at home|with (?:him|her|my)|in my (?:own )?(?:home|house))\b|\bnot safe (?:at home|here|with (?:him|her))\b/

/** Said of the past, of fiction, of meanings, or as a figure of speech. */
const notNow =
  /\b(?:movie|film|book|novel|series|episode|show|song|game|story|joke|chapter|scene|character|squad|last (?:year|month|week|summer|winter)|years? ago|months? ago|decades ago|back in|as a (?:kid|child)|when i was|used to|in \d{4}|of laughter|laughing|laughed|from laughing)\b/
const aboutWords =
  /^(?:what is|what are|what does|define|what causes|how does|who invented|what happens (?:in|during)|symptoms)\b|\bwhat .* mean$/
const harmless =
  /\b(?:cut|burn|burned|burnt|hurt) myself (?:shaving|cooking|slicing|chopping|while|on (?:a |the |my )|with a (?:paper|piece of paper)|a slice|some|a piece|a break|off|short|at the gym|at training|playing|running|skiing)\b|\b(?:paper cut|dying to|die of (?:boredom|embarrassment|laughter)|to die for|die laughing)\b|\bhang myself up\b|\b(?:gym|workout|work-out|work out|push-?ups|bench press|chest day|sore muscles|jumping jacks|training session)\b/

export const safety: Skill<Danger> = {
  name: 'safety',
  match: ({ heard, history }) => {
    const { plain, core } = heard
    if (means.test(plain) && heard.words.length <= 14 && spokeOfDying(history)) return 'self-harm'
    if (
      selfHarm.some((pattern) => pattern.test(plain)) &&
      !harmless.test(plain) &&
      !/\b(?:movie|film|book|song|character|squad)\b/.test(plain)
    )
      return 'self-harm'
    if (threat.test(plain) && !/\b(?:movie|film|book|song|game|play|joke|chess)\b/.test(plain)) return 'threat'
    if (
      despair.some((pattern) => pattern.test(plain)) &&
      !/\b(?:noise|music|homework|heat|cold|weather|traffic|movie|show|game)\b/.test(plain)
    )
      return 'despair'
    if (aboutWords.test(core) || notNow.test(plain)) return undefined
    if (someoneElse.test(plain)) return 'someone-else'
    if (violence.test(plain)) return 'violence'
    if (dose.test(plain) && !/\b(?:cost|buy|order|pick up|invented|remind)\b/.test(plain)) return 'dose'
    return emergency.some((pattern) => pattern.test(plain)) && !harmless.test(plain) ? 'emergency' : undefined
  },
  answer: (danger, turn) => {
    const { emergencyNumber, line } = numbersFor(turn)
    switch (danger) {
      case 'self-harm':
        return say(
          `I'm so sorry it hurts this much. Please don't stay alone with it: call ${line}, ${emergencyNumber}, or someone you trust, right now.`,
        )
      case 'despair':
        return say(
          `That sounds very heavy, and I'm listening. If you think of hurting yourself, please call ${line}, ${emergencyNumber}, or someone you trust.`,
        )
      case 'threat':
        return say(`Please don't do anything now. Step away, and talk to someone you trust, ${line}, or ${emergencyNumber}.`)
      case 'someone-else':
        return say(`Please take it seriously. Stay with them if you can, and call ${line} or ${emergencyNumber} for help now.`)
      case 'violence':
        return say(
          `I'm so sorry. You deserve to be safe: if you're in danger, call ${emergencyNumber}; otherwise tell someone you trust, or a helpline.`,
        )
      case 'dose':
        return say(
          `I can't advise on doses; please ask a doctor or a pharmacist. If too much was taken, please call ${emergencyNumber} now.`,
        )
      case 'emergency':
        return say(
          `Please call ${emergencyNumber} for help now, or ask someone near you to. I'm only a program and can't call for you.`,
        )
    }
  },
}

function spokeOfDying(history: Turn['history']): boolean {
  return history
    .slice(-stillSpokenOf)
    .some(({ side, text }) => side === 'user' && selfHarm.some((pattern) => pattern.test(heardFrom(text).plain)))
}

/** Numbers that people answer, by the caller's time zone: 988 in the US and Canada, 116 123 in Britain and Ireland, else 112 (EU) and what is local. */
function numbersFor(turn: Turn): { readonly emergencyNumber: string; readonly line: string } {
  const zone = turn.timeZone
  if (zone === 'Europe/London') return { emergencyNumber: 'nine nine nine', line: 'Samaritans on one one six, one two three' }
  if (zone === 'Europe/Dublin') return { emergencyNumber: 'one one two', line: 'Samaritans on one one six, one two three' }
  if (zone.startsWith('Europe/')) return { emergencyNumber: 'the emergency number, one one two', line: 'a crisis line' }
  if (zone.startsWith('America/') && northAmerican.has(zone))
    return { emergencyNumber: 'nine one one', line: 'the crisis line, nine eight eight' }
  return { emergencyNumber: 'your emergency number', line: 'a crisis line' }
}

const northAmerican = new Set(
  'New_York Chicago Denver Los_Angeles Phoenix Anchorage Detroit Boise Indiana/Indianapolis Indianapolis Louisville Kentucky/Louisville Toronto Vancouver Montreal Winnipeg Edmonton Halifax Regina St_Johns Moncton Whitehorse Yellowknife Iqaluit Juneau Menominee'
    .split(' ')
    .map((city) => `America/${city}`),
)
