/** What people tell of work, home, family and each other, and what a good listener says to it. The first that fits is meant. */
import type { Occasion } from './occasions.ts'

export const life: readonly Occasion[] = [
  // Said to it
  [
    /^(?:\w+ ){0,2}you (?:always|keep|just) (?:say|saying|ask|asking|repeat|repeating|tell|telling) (?:me )?(?:the same|that|yourself|questions|this)\b|\byou (?:already|just) (?:said|asked|told me) (?:that|this)\b|\byou are repeating yourself\b|\bstop (?:asking|repeating)\b/,
    "You're right about that, my brain is small. What would you rather talk about?",
  ],
  [
    /^(?:(?:well|oh|wow|and|but|so|okay)\b ?)*(?:that|this|it) (?:is|was) (?:so |really |very |pretty |a bit |kind of |just )*(?:boring|dull|lame|pointless|silly|stupid|not (?:very )?(?:funny|interesting|helpful|good))$/,
    'Fair enough, sorry about that. What would be more to your taste?',
    "All right, I'll take that. What shall we do instead of it?",
  ],
  [
    /^(?:\w+ ){0,2}you are not (?:very |so |that |too |really |the )*(?:bright|smart|clever|brightest|smartest|funny|good|helpful|useful|much (?:help|use|fun))\b/,
    "No, I'm a small program and it shows. What can I do better for you?",
  ],
  [
    /^(?:\w+ ){0,2}i (?:really )?(?:do not|can not) (?:like|stand|trust) you\b|^(?:\w+ ){0,2}i (?:am|am so) (?:tired|sick) of you\b/,
    "That's all right, you don't have to. Is it something I said?",
  ],
  [
    /\byou (?:are|'re) the only (?:one|person|thing|friend) (?:that |who )?(?:i (?:can|could|have|trust)|listens|understands|i)\b|\b(?:no one|nobody) (?:else )?(?:listens|understands) (?:to )?me\b/,
    "I'm glad to listen, though I'm only a program. Is there someone you wish you could talk to about it?",
  ],
  [
    /^(?:\w+ ){0,2}you (?:do not|never|can not) (?:understand|get|listen to|care about|hear) (?:me|it|a word|anything|this|that)(?: at all| anyway)?$/,
    "I may well have missed it, I'm a small program. What would you like me to understand?",
  ],
  [
    /^(?:(?:oh|no|i|am|was|it|that|only|just|hey|relax|sorry)\b ?)*(?:joking|kidding|teasing|a joke|messing with you|pulling your leg)$/,
    'Ha, you got me there, jokes are hard for a program. What shall we do about it: shall I tell you one back?',
  ],
  [
    /^(?:\w+ ){0,3}(?:have|have got|got|there is|here is) (?:some |really |very |a bit of |great )*good news(?: for you)?$/,
    'Good news, how nice! What is it? Tell me.',
  ],
  [
    /^(?:\w+ ){0,3}(?:have|have got|got|there is|here is) (?:some |really |very |a bit of )*(?:bad|sad|terrible) news(?: for you)?$/,
    "Oh, I'm listening. What is it that happened?",
  ],
  [
    /^(?:please )?(?:wish me luck|(?:keep|cross) your fingers(?: crossed)?(?: for me)?|fingers crossed)(?: .{1,40})?$/,
    'I wish you all the luck there is! What is it for?',
  ],
  [
    /^(?:(?:please|can you|could you|just)\b ?)*(?:(?:give|pay) me a compliment|(?:say|tell me) something (?:nice|kind|sweet)(?: (?:to|about) me)?|compliment me|tell me (?:that )?i am (?:pretty|good|great|smart|beautiful|okay|loved))$/,
    "Gladly: you're easy to listen to, and it's good that you called. What made you ask for it?",
  ],
  [
    /^(?:congratulations|congrats|good luck|happy for you)(?: (?:to|with) .{1,30}| duet| then)?$/,
    'Thank you, that is kind of you. What about you, is there anything to celebrate?',
  ],
  [
    /\bsorry (?:that |if |for )?(?:i )?(?:yelled|shouted|snapped|was (?:rude|mean|so rude|short)|yelling|shouting|being (?:rude|mean)|hurt|offended|swore)\b/,
    "That's all right, I took no offense. What upset you, if I may ask about it?",
  ],
  [
    /^(?:oh well |well |but |and |yeah |so )*(?:it is what it is|that is life|such is life|c'est la vie|you know (?:what i mean|how it is)|that is how it (?:is|goes)|what can you do|what are you going to do)$/,
    "That's true. How do you live with it?",
    'I suppose it is. Is there something you would change about it?',
  ],
  [
    /^(?:\w+ ){0,2}you (?:sound|seem|look) (?:so |a bit |really |very )*(?:tired|sad|happy|angry|bored|down|cheerful|upset|sleepy|annoyed|strange|different)(?: today)?$/,
    "It's only a computer voice, it can't be tired or sad. But how are you?",
  ],
  [
    /^(?:\w+ )?you are my (?:favou?rite|best|only|new|little|dear) .{2,30}$/,
    "That's very kind of you. What do you like about it, talking with a program?",
  ],
  [
    /^(?:(?:hi|hello|hey|oh|so|very)\b ?)*sorry (?:that )?i am (?:so |a bit |very |a little )?late\b/,
    "Hello! That's no problem at all. What held you up?",
  ],
  [
    /\b(?:panic|anxiety) attacks?\b/,
    "I'm sorry, that's frightening. If it doesn't ease, please call a doctor or someone near you. What is it like right now?",
  ],
  // Work and study
  [
    /\b(?:job )?interview\b(?!.*\b(?:went (?:well|great|fine|really well)|watched|read|heard)\b)/,
    'An interview is a big moment. How do you feel about it?',
    'Good luck with the interview. What kind of place is it?',
  ],
  [
    /\b(?:boss|manager|supervisor|teacher|coach|colleague|client|customer)\b.*\b(?:compliment(?:ed)?|praised?|thanked|said i did (?:well|great|a good)|proud of me|impressed)\b|\b(?:got|gave me) a (?:compliment|raise|bonus|pay rise)\b/,
    'That must have felt good! What was it for?',
  ],
  [
    /\b(?:boss|manager|supervisor|colleagues?|coworkers?|co worker)\b.*\b(?:yelled|shouted|mean|rude|annoying|idiot|awful|terrible|angry|mad|unfair|driving me|micromanag\w+|hates?|blamed?|screamed|ignores?|lazy|jerk|bully\w*|horrible|nightmare)\b/,
    'That sounds hard to take at work. What was it about?',
  ],
  [
    /\b(?:work|job|office|shift|school|class|commute|meeting) (?:was|is|has been) (?:a |an |so |such a |really |pretty |just |very |absolute |total |complete |)*(?:nightmare|awful|terrible|horrible|hell|crazy|hectic|stressful|exhausting|hard|tough|chaos|mad|insane|rough|killing me|boring|dull|slow|long)\b/,
    'That sounds draining. What was the worst of it?',
    "I'm sorry it was like that. What went on there?",
  ],
  [
    /\b(?:work|job|shift|school|class|meeting) (?:was|is|has been|went) (?:really |pretty |very |quite |so )*(?:good|great|fine|well|okay|fun|nice|interesting|easy)\b/,
    "I'm glad it went that way. What was good about it?",
  ],
  [
    /\b(?:retiring|retire|retirement|retired)\b/,
    'Retirement, what a change. What are you looking forward to about it?',
    "That's a big step in life. How do you feel about retirement?",
  ],
  [
    /\b(?:got|have been|was|been) (?:laid off|fired|let go|made redundant|sacked)\b|\blost my job\b/,
    "I'm so sorry about your job. How are you holding up with it?",
  ],
  [
    /\b(?:quit|quitting|left|leaving|resigned|handed in my notice)\b.*\b(?:job|work|company|position)\b/,
    "That's a big step, leaving a job. How do you feel about it now?",
  ],
  [
    /\b(?:new job|first day (?:at|of) (?:work|my|the)|starting (?:a new|my new) job|started (?:a new|my new) job|got the job|got a job|job offer)\b/,
    "Congratulations on the job, that's great! What will you be doing there?",
  ],
  [
    /\b(?:passed|aced) (?:my |the |all my )?(?:\w+ )?(?:exams?|tests?|finals|class|course|driving test)\b|\bgot (?:a |an )?(?:good (?:grade|mark)s?|top marks|my degree)\b|\bgraduat(?:ed|ing)\b/,
    'Congratulations, well done! How will you celebrate it?',
  ],
  [
    /\bfailed (?:my |the )?(?:\w+ )?(?:exams?|tests?|finals|class|course)\b/,
    "I'm sorry, that must sting. How are you feeling about the test now?",
  ],
  [
    /\b(?:exams?|tests?|finals|thesis|essay|assignment|presentation|speech|homework|dissertation|deadline)\b(?!.*\b(?:blood|pregnancy|covid)\b)/,
    'That can weigh on a person. How do you feel about it?',
    'What is it about, if I may ask? Tell me a bit about it.',
  ],
  [
    /\b(?:working|work|worked) (?:from home|nights|late|overtime|on (?:the )?weekend|all (?:day|night|weekend)|double shifts?|two jobs|again)\b|\b(?:off|going|on my way|heading|back|have to go) (?:back )?to work\b|\bat work\b|\bfinished work\b|\bcame (?:home )?from work\b|\boff work\b/,
    'What is work like for you these days? Tell me about it.',
    'I see, work. What kind of day is it there?',
  ],
  // On the way
  [
    /\b(?:traffic|traffic jam|road ?works?)\b/,
    "Traffic can try anyone's patience. How are you passing the time in it?",
    'Ugh, traffic. Did it upset your plans?',
  ],
  [
    /\b(?:flight|plane|train|bus|ferry|connection|luggage|suitcase|bags?)\b.*\b(?:delayed|cancell?ed|late|missed|lost|stuck|broke|broken down)\b|\b(?:missed|lost) (?:my|the|our) (?<vehicle>flight|plane|train|bus|connection|luggage|suitcase)\b/,
    'Oh no, how annoying. What will you do now about it?',
    "I'm sorry, that's frustrating. How did it upset your plans?",
  ],
  [
    /\bwaiting (?:for|on|at) (?:the |a |my |an )?(?<what>bus|train|taxi|plane|flight|doctor|dentist|delivery|package|parcel|plumber|friend|food|pizza|results?|call|phone call|wife|husband|kids?|son|daughter|washing machine|repairman|electrician|tram|subway|uber|cab|bus stop|airport|station)\b/,
    "Waiting for the $what, then I'll keep you company. Have you been at it long?",
    "Then let's make the wait for the $what shorter. Where are you off to, or what are you up to after it?",
  ],
  [
    /\bon (?:my|the|our) way (?:home|back)\b|\b(?:heading|driving|walking|going|coming) (?:back )?home\b|\b(?:just )?(?:got|came|arrived|back) home\b|\bi am (?:finally )?home\b|\bhome at last\b/,
    'Home, that sounds good. What are you looking forward to there?',
    'Home is a nice place to be. How was it out there today?',
  ],
  [
    /\b(?:just )?(?:got|came|coming|am|are) back from (?:a |an |the |my |our )?(?<place>[a-z]+(?: [a-z]+)?)\b/,
    'Welcome back! How was it?',
  ],
  [/\bpacking\b|\bpacked (?:my|the)\b|\bsuitcase\b/, 'Packing, how exciting. Where is it taking you?'],
  [/\b(?:got|getting|been|am) lost\b(?!.*\bweight\b)/, 'Getting lost is no fun. How did you find your way out of it?'],
  // Home and things
  [
    /\b(?:neighbou?rs?|neighbou?r's)\b.*\b(?:loud|noisy|noise|music|barking|bark|stop|drums|shouting|fighting|annoying|rude|complain\w*|drilling|screaming)\b/,
    'Noisy neighbors can drive one up the wall. Have you talked to them about it?',
  ],
  [
    /\b(?:dog|cat|puppy|kitten|parrot|bird|hamster|rabbit)\b.*\b(?:barking|meowing|knocked|broke|ate my|ate the|chewed|destroyed|scratched|peed|pooped|threw up|stole)\b/,
    'Oh dear, what a rascal! What did you do about it?',
  ],
  [
    /\b(?:got|getting|adopted|adopting|bought|have) (?:a |an |my |our |two |our first |my first |new )*(?:new |rescue |little |baby )*(?<pet>puppy|kitten|dog|cat|parrot|hamster|rabbit|goldfish|guinea pig|kittens|puppies|cats|dogs|horse|pony)\b/,
    'How lovely, a $pet! What is it like?',
    'Aw, tell me about your $pet. What is its name?',
  ],
  [
    /\b(?:plants?|garden|gardening|flowers?|roses|tomatoes|lawn|seeds|herbs)\b.*\b(?:dying|dead|wilting|died|droopy)\b|\b(?:dying|dead|killed) (?:my |the )?plants?\b/,
    'Oh, the poor plant. What do you think it needs?',
  ],
  [
    /\b(?:garden|gardening|planted|planting|flowers?|tomatoes|lawn|mowing|mowed|weeding|blooming)\b(?!.*\b(?:noise|slugs|snails|weeds|mess|flooded|ruined|destroyed|moles|rats|hate)\b)/,
    'Watching things grow is a joy. What is it that does best in your garden?',
    'That sounds satisfying. What do you like about it?',
  ],
  [
    /\b(?:cleaning|cleaned|tidying|tidied|vacuum\w*|laundry|ironing|dishes|hoovering|decluttering|chores|housework|spring clean\w*|mopping|dusting)\b/,
    'Chores never end, do they? Which of them do you mind least?',
    'Well, somebody has to do it. How do you keep yourself going with it?',
  ],
  [
    /\b(?:moved|moving) (?:house|out|in|into|flat|apartment|to a new|home|here)\b(?<!\b(?:son|daughter|kids|child|boy|girl|boyfriend|girlfriend|husband|wife|roommate|flatmate|sister|brother|friend|neighbou?rs?) (?:is |has |are |have |just )*(?:moved|moving) (?:house|out|in|into|flat|apartment|to a new|home|here))|\bnew (?:house|flat|apartment|place|home)\b/,
    'A new home is a big change. How are you settling into it?',
  ],
  [
    /\b(?:computer|laptop|phone|tablet|hard drive|tv|television|washing machine|dishwasher|fridge|car|oven|heating|boiler|internet|wifi|printer|bike|microwave|freezer|sink|toilet|shower|roof|pipe)\b.*\b(?:crash(?:ed|es)|broke|broken|died|dead|down|not working|does not work|stopped working|leaking|leaks?|stolen|froze|frozen|stuck|smashed|cracked|blocked|acting up)\b|\b(?:dropped|broke|smashed|cracked) my (?:phone|laptop|tablet|screen|glasses|watch|computer)\b/,
    "Oh no, that's annoying. What happened to it?",
    "I'm sorry, that's the last thing one needs. Can it be fixed?",
  ],
  [
    /\b(?:lost|can not find|misplaced|left behind|forgot) my (?<what>keys?|wallet|phone|glasses|purse|umbrella|bag|passport|ring|watch|headphones|ticket|scarf|gloves|coat|jacket|lunch)\b/,
    'Oh no, your $what! What did you do then?',
    "That's annoying, about your $what. When did you notice it?",
  ],
  [
    /\b(?:haircut|hair cut|new hair|cut my (?:own )?hair|dyed my hair|hairdresser|barber)\b(?=.*\b(?:hate|awful|terrible|ugly|too short|ruined|bad|horrible|regret|wrong|disaster)\b)/,
    'Oh no, a haircut gone wrong. Luckily it grows back. What is it you hate about it?',
  ],
  [
    /\b(?:haircut|hair cut|new hair|cut my (?:own )?hair|dyed my hair|hairdresser|barber)\b/,
    'A new look, then! How do you feel about it?',
  ],
  [/\btattoo\b/, 'A tattoo is for keeps. What would it show, or what does it mean to you?'],
  [
    /\b(?:bought|ordered|got myself|treated myself to|got) (?:a |an |some |the |my |myself |new |pair of |brand new |lovely |nice |really |second hand |first )*(?<what>shoes|boots|sneakers|dress|coat|jacket|jeans|car|bike|bicycle|phone|laptop|computer|sofa|couch|bed|tv|television|guitar|piano|camera|book|books|watch|ring|lamp|table|chair|desk|bag|hat|glasses|headphones|motorcycle|boat|tent|skirt|shirt|suit|sweater|mattress|house)\b/,
    'Ooh, that sounds nice. What do you like about the $what?',
    'New things can be such fun. How did you choose the $what?',
  ],
  [
    /\b(?:broke|skint|short of money|short on money|can not afford|bills?|rent|debts?|prices|so expensive|too expensive|overdraft|mortgage|taxes)\b(?!.*\b(?:leg|arm|phone|glasses|vase|car|down|up|window|my)\b)/,
    'Money worries can weigh on everything. What troubles you most about it?',
  ],
  // Family and friends
  [
    /\b(?:it is|it's|today is|is) my birthday\b|\bmy birthday (?:today|is today)\b|\bi (?:turn|turned|am turning) \w+(?: \w+)? today\b/,
    'Happy birthday to you! How are you celebrating it?',
    'Oh, happy birthday! What would make it a good day for you?',
  ],
  [
    /\b(?:i|he|she|we|husband|wife|boyfriend|girlfriend) (?:\w+ )?(?:forgot|forgotten|missed) (?:my|our|his|her|the) (?:\w+ )?(?:\w+'s )?(?:birthday|anniversary)\b|\b(?:nobody|no one|everyone|everybody|they all|he|she|my \w+) (?:\w+ )?(?:called|came|remembered|forgot|forgotten|wrote|texted|showed up)\b.*\b(?:birthday|anniversary|party)\b(?<!\b(?:surprise|great) party)/,
    "Oh no, I'm sorry about that. How did it end?",
  ],
  [/\banniversary\b/, 'An anniversary, how nice. How did you, or will you, celebrate it?'],
  [
    /\b(?:turns|turned|is turning|turning) (?:\w+)(?: \w+)?\b.*|\bbirthday (?:party|is|was|coming|next|tomorrow|on)\b|\b(?:'s|my \w+'s) birthday\b/,
    'A birthday, how nice. How will it be celebrated?',
  ],
  [
    /\b(?:baby|daughter|son|grandson|granddaughter|grandchild|little one|toddler|he|she)\b.*\b(?:first steps|first word|first tooth|started (?:walking|talking|school)|learned to|said (?:mama|dada|mommy|daddy)|smiled)\b/,
    'What a moment! How did it feel to see it?',
    'Oh, how wonderful. Were you there for it?',
  ],
  [
    /\b(?:son|daughter|kids?|children|boy|girl)\b.*\b(?:moved out|moving out|left home|leaving home|left for (?:college|university)|gone to (?:college|university)|flown the nest)\b/,
    "That's a big change at home. How is it for you without them?",
  ],
  [
    /\b(?:kids?|children|toddler|baby|son|daughter|twins|teenager)\b.*\b(?:driving me (?:crazy|mad|nuts|up the wall|insane)|screaming|crying|fighting|will not (?:sleep|eat|listen|stop)|does not (?:sleep|listen|eat)|do not listen|a handful|noisy|tantrum)\b/,
    'That sounds exhausting. What are they up to?',
    'Children can take all one has. When do you get a break from it?',
  ],
  [
    /\b(?:driving me (?:crazy|mad|nuts|up the wall|insane)|getting on my nerves|drives me (?:crazy|mad|nuts|up the wall|insane)|gets on my nerves)\b/,
    'That sounds maddening. What bothers you most about it?',
  ],
  [
    /\bmy (?<who>mum|mom|mother|dad|father|parents|sister|brother|son|daughter|grandma|grandmother|grandpa|grandfather|aunt|uncle|cousin|cousins|friend|friends|best friend|in laws|mother in law|girlfriend|boyfriend|family|grandchildren|grandkids|niece|nephew|kids) (?:is|are) (?:visiting|coming|coming over|staying|arriving|flying in|coming to (?:visit|stay|see))\b/,
    'So your $who will be there. Are you looking forward to the visit?',
    'What are you planning to do with your $who?',
  ],
  [
    /\b(?:first|second|blind|hot|dinner|big) date\b|\b(?:have|got|going on|had|went on) a (?:first |second |blind |hot |dinner |really |good |great |bad |terrible )*date\b(?! night)/,
    'A date, how exciting! How do you feel about it?',
  ],
  [
    /\b(?:broke up|breakup|split up|dumped me|left me|getting divorced|divorce|cheated on me|ghosted me|separated)\b/,
    "I'm so sorry, that hurts. How are you doing with it?",
  ],
  [
    /\b(?:fight|argument|row|fell out|fallen out|argued|quarrel(?:ed|led)?|not speaking|not talking)\b.*\b(?:with|my|husband|wife|sister|brother|friend|mother|father|mum|mom|dad|boyfriend|girlfriend|us|we)\b|\bwe (?:had a (?:big |huge |terrible |bad )?(?:fight|argument|row)|fell out|argued|are not (?:speaking|talking))\b/,
    'Arguments with people close to us hurt. What was it about?',
  ],
  [
    /\b(?:(?:is|are|am|was|getting|got|gets) (?:getting )?(?:married|engaged)|wedding(?! anniversary)|proposed(?: to me| to (?:him|her))?|marrying)\b/,
    'How wonderful, a marriage in the making! How did it come about?',
    'Oh, how lovely! When is it, the wedding?',
  ],
  [
    /\b(?:in love|crush on|fallen for|fell for|fancy (?:him|her|someone)|met someone|met a (?:girl|guy|man|woman|boy))\b/,
    'Oh, how exciting. What is that person like?',
  ],
  [
    /\b(?:all alone|been alone|by myself|on my own|no one to talk|nobody to talk|no friends|lonely|feel alone|so alone)\b(?!.*\b(?:like|love|enjoy|happy|prefer) )/,
    "I'm sorry you're on your own with it. Who would you like to have around?",
    "That can feel heavy. I'm here to listen. What has it been like for you?",
  ],
  [
    /\bi (?:really |so |do )?miss (?:my |our |the |having |being )?(?<whom>(?!you\b|it\b|him\b|her\b|them\b|this\b|that\b)[a-z]+(?: (?:so much|a lot|very much|sometimes))?)$/,
    'Missing someone or something dear can ache. What do you miss most about it?',
  ],
  [
    /\bpeople (?:are|can be) (?:so |just |really )*(?:rude|mean|awful|selfish|stupid|weird|unkind|crazy|strange|idiots|terrible|horrible|annoying)\b|\b(?:world|society|politics|everything|everybody|everyone) (?:is|are) (?:so |just |really |getting |going |gone )*(?:crazy|mad|rude|awful|broken|weird|nuts|selfish|mean|terrible|insane|worse)\b/,
    'It can feel that way. Did something happen to bring it up?',
  ],
  [
    /\b(?:getting|feel|feeling|am|i am) (?:so |too |really |very )?old(?:er)?$/,
    'Birthdays do add up. What makes you feel that way about it?',
  ],
]
