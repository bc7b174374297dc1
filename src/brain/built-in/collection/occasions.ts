/** What people tell of an ordinary day, and what a good listener says to it. The first that fits is meant. */

/** What is told (in plain words: lower case, contractions opened), and replies that take it up and ask on. */
export type Occasion = readonly [told: RegExp, reply: string, ...replies: string[]]

export const everyday: readonly Occasion[] = [
  // Health and sleep
  [
    /\b(?:flu|bug|virus|fever|cough|sore throat|runny nose|stuffy nose|hay fever|allergies)\b(?=.*\b(?:got|have|caught|coming down|getting|killing|kept|won|since)\b)|\b(?:caught|have|got|coming down with) (?:a |the )(?:nasty |bad |terrible |horrible )?(?:cold|flu|bug|cough|fever|sore throat)\b|\bunder the weather\b|\bfeeling (?:a bit )?(?:sick|poorly|ill|rough)\b/,
    "Oh no, I'm sorry you're not feeling well. How long has it been going on?",
    'That sounds miserable, I hope you feel better soon. How are you looking after yourself?',
  ],
  [
    /\b(?:dentist|doctor's appointment|check up|checkup|blood test|x ray|scan|surgery|operation|physio|vaccination|vaccine)\b(?=.*\b(?:tomorrow|next|today|later|soon|monday|tuesday|wednesday|thursday|friday|week)\b)|\b(?:going|have to go|need to go|have|got) (?:to )?(?:the |a )?(?:dentist|doctor|hospital|vet)\b/,
    "Appointments like that are nobody's favorite. How do you feel about it?",
    'I see. Are you nervous about it, or is it just routine?',
  ],
  [
    /\bmy (?<part>back|knee|knees|head|tooth|shoulder|neck|feet|foot|stomach|leg|legs|hip|ankle|wrist|arm|throat|ear|eyes|hands) (?:is |are |has been |have been |really |still )*(?:hurts?|hurting|aches?|aching|killing me|sore|stiff|acting up|playing up|bothering me|swollen)\b/,
    "Ouch, I'm sorry about your $part. When did it start?",
    'That sounds painful. How long has your $part been like that?',
  ],
  [
    /\b(?:nightmare|bad dream)s?\b(?!.*\b(?:work|job|traffic|school|day|trip|journey|flight|commute|meeting|parking)\b)(?<!\b(?:was|is|been) (?:a |an |such a |the |absolute |total |complete )*nightmare)/,
    'That sounds unsettling. What happened in the dream, if you want to tell it?',
  ],
  [
    /\bdream(?:t|ed)? (?:last night|about|that|where)\b|\b(?:had|dreamt|having) (?:the |a |this |such a |some )?(?:weirdest|strangest|craziest|funniest|weird|strange|crazy|funny|odd|vivid|beautiful|nice|lovely|wild)? ?dreams?\b/,
    'Dreams can be so odd. What happened in it?',
    "Now I'm curious about that dream. What do you remember of it?",
  ],
  [
    /\b(?:can not|could not|did not|can hardly|do not|barely|hardly|not) (?:get (?:any|much|enough) )?(?:sleep|slept|sleeping)\b|\b(?:slept|sleeping) (?:badly|terribly|poorly|awfully|so badly|only|two|three|four|for (?:two|three|four))\b|\bwide awake\b|\b(?:awake|up) (?:all night|half the night|since (?:three|four|five))\b|\bkept me (?:up|awake)\b/,
    "That's rough, being short of sleep. What kept you awake?",
    "I'm sorry, a bad night makes everything harder. What was it that kept you up?",
  ],
  [
    /\b(?:long |nice |little |quick |longest )?nap\b|\b(?:just )?(?:woke|woken|got) up\b|\bslept (?:in|well|like a (?:baby|log)|great|so well|late|until)\b|\boverslept\b/,
    'Ah, fresh out of sleep. Did it do you good?',
    'I see. How did you sleep, and was it long enough?',
  ],
  [
    /\b(?:exhausted|knackered|worn out|wiped out|shattered|beat|dead tired|dog tired|so tired|really tired|very tired|tired|sleepy|drained|burn(?:ed|t) out)\b(?!.*\bof (?:you|it|this|the|my|people|being|waiting|doing)\b)/,
    'You sound worn out. What is it that has made you so tired?',
    "I'm sorry you're so tired. Has it been a long day?",
  ],
  [
    /\b(?:quit|gave up|given up|stopped|trying to quit|giving up) (?<habit>smoking|drinking|alcohol|sugar|coffee|meat|gambling|vaping|cigarettes)\b/,
    'Giving up $habit takes real strength. How is it going for you?',
    'Good for you! What has been the hardest part of it?',
  ],
  [
    /\b(?:lost|gained|put on) (?:\w+ ){0,3}(?:pounds|kilos|kilograms|weight|stone)\b|\bon a diet\b|\bdieting\b/,
    'Bodies have a will of their own. How do you feel about it?',
  ],
  [
    /\b(?:went|going|been|go|back from|started going|off) (?:to )?(?:the )?(?:gym|pilates|yoga|yoga class|swimming|running|jogging|hiking|climbing|cycling)\b|\b(?:workout|worked out|exercised|ran (?:\w+ ){0,3}(?:miles|kilometers|k|marathon|today))\b|\b(?:went|going) for a (?<what>run|swim|jog|walk|hike|ride|bike ride|stroll)\b/,
    'Moving does one good. How did it feel?',
    'Nice, getting some exercise. What do you like about it?',
  ],
  // Food and drink
  [
    /\b(?:starving|so hungry|really hungry|very hungry|i am hungry|could eat a|famished|peckish|have not eaten|forgot to eat|skipped (?:lunch|breakfast|dinner))\b/,
    'That sounds like you need a good meal. What are you in the mood for?',
    'Hungry, I see. If you could eat anything right now, what would it be?',
  ],
  [/\b(?:i am|so|really|very) thirsty\b/, 'Then get yourself something to drink, I can wait for that. What will it be?'],
  [
    /\b(?:can not|do not know|no idea|not sure|have not) (?:decide |decided )?(?:what (?:to|i will|i should|i want to) (?:cook|have|make|eat)|yet what to eat)\b.*|\bwhat to (?:cook|have|make|eat) for (?:dinner|lunch|supper|breakfast|tea)\b/,
    'Deciding is the hardest part of it. Are you in the mood for something warm, or something quick?',
  ],
  [
    /\btoo (?:much|many) (?<what>coffee|coffees|wine|beer|beers|chocolate|cake|sugar|food|cookies|sweets|pizza)\b|\b(?:ate|eaten|drank|drunk|had) (?:way )?too much\b/,
    'Ah, that happens to the best. How are you feeling after it?',
  ],
  [
    /\b(?:burn(?:t|ed)|ruined|overcooked) (?:the|my|our) (?<dish>\w+)\b(?<!\b(?:tongue|hand|finger|arm|fingers|bridges))/,
    'Oh no, the poor $dish! What happened to it?',
  ],
  [
    /\b(?:made|cooked|baked|making|cooking|baking|cook|bake|grilled|grilling|roasting|frying) (?!(?:me|him|her|it|up|a (?:mistake|decision|friend|plan|list|call|deal|fool|mess|difference|face)|some (?:friends|plans|money|mistakes|progress)|my (?:day|bed|own)|friends|plans|peace|fun|sure|the (?:bed|most|decision|right|wrong|first)|progress|money|mistakes|love)\b)(?:a |an |some |the |my |our |this |homemade |fresh |big |huge |pot of |batch of |lots of |for )*(?<dish>soup|stew|curry|pasta|lasagna|lasagne|spaghetti|pizza|bread|sourdough|cake|cakes|cookies|pie|pies|brownies|muffins|pancakes|waffles|omelette|omelet|risotto|chili|salad|dinner|lunch|breakfast|dumplings|sushi|tacos|jam|chicken|fish|steak|roast|rice|noodles|ratatouille|goulash|apple pie|banana bread|cheesecake|dessert|meatballs|burgers|sauce)\b/,
    'Mm, $dish, that sounds good. How did it turn out?',
    'Lovely, cooking it yourself! What goes into your $dish?',
  ],
  [
    /\bcooked\b.*\bfor the first time\b|\b(?:learning|love|like|enjoy) (?:to cook|cooking|baking|to bake)\b|\bi (?:am|was|have been) cooking\b/,
    'Cooking can be such a pleasure. What do you like about it?',
  ],
  [
    /\b(?:best|great|delicious|amazing|lovely|incredible|nice|fantastic) (?<dish>pizza|burger|pasta|meal|dinner|lunch|breakfast|coffee|steak|sandwich|cake|ice cream|curry|sushi|soup|wine|beer|tacos|food)\b/,
    'Oh, that sounds delicious. What made the $dish so good?',
  ],
  [
    /\b(?:had|having|ate|eating|have|ordered|ordering|getting) (?:some |a |an |the |my |our |leftover |cold |fresh |us |me )*(?<dish>pancakes|pizza|sushi|pasta|curry|takeaway|takeout|cereal|toast|eggs|burgers?|noodles|soup|salad|chinese|thai|indian|ice cream|cake|chocolate|sandwich(?:es)?|steak|tacos|ramen|porridge|oatmeal|croissants?|waffles|fish and chips|chips|fries|spaghetti|lasagna|dumplings)\b/,
    'Ah, $dish! Was it as good as it sounds?',
    'Mm, $dish. Is that a favorite of yours?',
  ],
  [
    /\b(?:having|drinking|making|need|needed|want|fancy|had|grabbed|enjoying|sipping) (?:a |an |some |my |another |the )*(?:nice |big |hot |morning |first |second |third |strong |fresh |cup of |glass of |mug of )*(?<drink>coffee|tea|wine|beer|cocoa|hot chocolate|cocktail|espresso|lemonade|juice|drink)\b/,
    'Nice, a $drink does one good. What goes well with it today?',
    'Enjoy the $drink. Is it a quiet moment for you?',
  ],
  // Weather and seasons
  [
    /\b(?:rain|raining|rained|rains|pouring|drizzling|drizzle|wet|downpour|rainy|cats and dogs)\b(?!.*\bhair\b)/,
    'Rain can be gloomy or cozy. What is it for you today?',
    'All that rain! Are you at least somewhere dry?',
  ],
  [
    /\b(?:thunder|thunderstorm|lightning|storm|stormy|hail|windy|wind is|blowing)\b/,
    'That sounds wild out there. Do you like such storms, or do they worry you?',
  ],
  [/\b(?:snow|snowing|snowed|snowy|blizzard|icy)\b/, 'Snow, how it changes everything! Do you like it?'],
  [
    /\b(?:freezing|so cold|really cold|too cold|very cold|cold outside|chilly|bitterly cold|cold here|cold in here|cold today)\b/,
    'Brr, that sounds cold. How do you keep warm?',
    'I hope you have something warm around you. Do you mind it much?',
  ],
  [
    /\b(?:too hot|so hot|really hot|very hot|boiling|sweltering|heat wave|heatwave|roasting|melting|humid|muggy|hot in here|hot outside|hot today)\b/,
    'That sounds like a lot of heat. How do you cope with it?',
    'Phew, that heat! Is there a way to cool down where you are?',
  ],
  [
    /\b(?:sun is|sunny|sunshine|blue sky|nice weather|lovely weather|beautiful weather|great weather|gorgeous (?:day|weather|out)|beautiful (?:day|out)|nice (?:day|out|outside)|warm (?:today|outside|out)|lovely (?:day|out|outside))\b/,
    'That sounds lovely. What will you do with such fine weather?',
    'How nice! Will you get out and enjoy it?',
  ],
  [
    /\b(?:weather|fog|foggy|grey|gray|cloudy|gloomy)\b(?!.*\b(?:beard|hair|cat|horse|dog|coat|dress|paint)\b)/,
    'The weather does shape a day. What does it do to your mood?',
  ],
  [
    /\bi (?:really |so |do )?(?:miss|love|like|can not wait for|am looking forward to|hate) (?<season>summer|winter|spring|autumn|fall|christmas|the (?:summer|sun|snow|warm weather))\b/,
    'What is it about $season that means so much to you?',
  ],
  // Days
  [
    /\bmondays?\b(?=$| again| morning| is| are| always)|^(?:\w+ ){0,2}mondays$/,
    'Mondays can be hard to love. How is this one treating you?',
    'Ah, Mondays. What does this week have in store for you?',
  ],
  [
    /\b(?:finally|at last|thank god it is|it is) (?:friday|the weekend|saturday|sunday)\b|\bweekend (?:is|starts|at last|finally)\b/,
    'You made it! What would you like to do with it?',
  ],
  [
    /\b(?:no|not any|any|do not (?:really )?have (?:any )?|have not (?:got |made )?(?:any )?)(?:real |big |special )?plans\b/,
    'Nothing planned, that can be a gift. What would you do if you could choose freely?',
    'A blank page, then. What would feel good to do with it?',
  ],
  [
    /^(?:\w+ ){0,3}(?:what a|long|hard|tough|rough|bad|crazy|hectic|stressful|busy|awful|terrible|horrible|rotten) (?:day|week|morning|night|weekend|month|year)(?: (?:today|at work|again|so far|really|honestly|i tell you|it has been|it was))*$|\b(?:had|having|been|was) (?:a |such a |one of those |the |quite a |really |very )*(?:long|hard|tough|rough|bad|crazy|hectic|stressful|busy|awful|terrible|horrible|rotten|worst) (?:day|week|morning|night|weekend|month|year)s?\b/,
    'That sounds like a lot. What made it like that?',
    "It sounds like you've had your hands full. What happened?",
  ],
  [
    /\b(?:had|having|been|was|it is|what) (?:a |an |such a |really |very |quite |just )*(?:good|great|nice|lovely|wonderful|perfect|amazing|fantastic|productive|quiet|lazy|relaxing|fun|beautiful) (?:day|week|morning|evening|weekend|afternoon|time|night)\b/,
    'How nice! What was the best part of it?',
    "I'm glad to hear that. What made it so?",
  ],
  [
    /\b(?:same old|nothing (?:new|special|much) (?:here|going|to report|happening)|not much (?:going on|happening|to report|new|to tell)|nothing ever happens|every day (?:is|feels) the same|usual stuff|the usual)\b/,
    'Quiet days have their own charm, or they drag. Which is it for you?',
    'I hear you. If today could bring one nice surprise, what would it be?',
  ],
  [
    /\b(?:so|too|very|really|awfully|nice and|quite) quiet (?:here|in here|today|tonight|at home|around here|without)\b|\b(?:house|flat|apartment|place|office) is (?:so |too |very |really )?(?:quiet|empty)\b/,
    'Quiet can be peaceful, or a bit lonely. How is it for you?',
  ],
  [
    /\b(?:chilling|relaxing|lazing|lounging|resting|sitting|lying|curled up|hanging out|cuddled up) (?:around |here |just )?(?:on|in|by|at|outside|around)\b|\bin the (?:bath|tub|garden|sun|hammock)\b|\bdoing nothing\b|\bbeing lazy\b|\btaking it easy\b|\bput(?:ting)? my feet up\b/,
    'That sounds comfortable. What is going through your mind there?',
    'Lovely, a moment of rest. Did you need it?',
  ],
  [
    /\b(?:so|really|very|super|pretty|too|been|crazy) busy\b|\bso much (?:to do|on my plate|going on)\b|\b(?:lot|lots|too much|tons|loads) (?:to do|on my plate|going on)\b|\bno time for (?:anything|myself)\b|\brun(?:ning)? around\b/,
    'That sounds like a full plate. What takes up most of it?',
    "It sounds like you're being pulled in every direction. What is the most pressing part of it?",
  ],
  [
    /\bprocrastinat(?:ing|e|ed)\b|\bputting (?:it|things|everything) off\b|\bshould be (?:working|studying|sleeping|cleaning|writing|doing)\b|\bcan not (?:get (?:started|going|myself to)|concentrate|focus|bring myself)\b|\bno motivation\b|\bunmotivated\b/,
    "We've all been there, or so I hear. What is it you keep putting off?",
    'What makes it so hard to get started with it?',
  ],
]
