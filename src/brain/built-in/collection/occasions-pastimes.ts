/** What people tell of joys, pastimes and moods, and what a good listener says to it. The first that fits is meant. */
import type { Occasion } from './occasions.ts'

export const pastimes: readonly Occasion[] = [
  // Joys and pastimes
  [
    /\b(?:won|found|got|inherited) (?:\w+ ){0,4}(?:lottery|raffle|bucks|dollars|euros|pounds|prize|jackpot|bingo|competition|contest|race|tournament|medal|trophy|bet)\b/,
    'Congratulations, lucky you! What will you do with it?',
  ],
  [
    /\bteam (?:has |just )?(?:lost|got beaten|was beaten|been beaten|are losing|is losing)\b|\bwe lost (?:the (?:game|match|final)|again)\b/,
    'Ah, what a pity about your team. What went wrong in that game?',
  ],
  [
    /\bteam (?:has |just )?(?:won|is winning|are winning)\b|\bwe (?:won|beat)\b/,
    'Hooray for your team! What was the best moment of it?',
  ],
  [
    /\b(?:proud of (?:myself|me|it|him|her|them|my)|i did it|finally did it|i made it)\b(?! (?:up|a|for|with|from|out|to (?:my|him|her)))/,
    'You have every reason to be! What did you do? Tell me about it.',
    "That's a good feeling. Tell me, what makes you so proud of it?",
  ],
  [
    /\b(?:shooting star|rainbow|sunset|sunrise|full moon|northern lights|fox|deer|hedgehog|owl|squirrel|dolphins?|whales?|butterfly|stars)\b(?=.*\b(?:saw|seen|watched|watching|looking|spotted|there)\b)|\b(?:saw|spotted|watched|watching|looking at) (?:a |an |the |some |two |beautiful |gorgeous |huge |amazing )*(?<sight>shooting star|rainbow|sunset|sunrise|full moon|northern lights|fox|deer|hedgehog|owl|squirrel|dolphins?|whales?|butterfly|stars|sky)\b/,
    'How beautiful! Where were you when you saw it?',
    'What a lovely sight. How did it make you feel?',
  ],
  [
    /\b(?:reading|read|finished|started|in the middle of) (?:a |an |the |this |my |another |really |good |great |new |wonderful |interesting |terrible )*(?:book|novel|thriller|biography|series|mystery|comic)s?\b/,
    'A book can be good company. What is it about?',
    'Oh, a good read? What did you like about it?',
  ],
  [
    /\b(?:watching|watched|saw|seen|binge\w*|streaming) (?:a |an |the |this |some |my |another |really |good |great |old |new |scary |favorite |favourite |lot of )*(?:movie|film|show|series|tv|television|documentary|netflix|episode|horror|game|football|match|soccer|tennis)s?\b/,
    'And how do you find it? What is it about?',
    'Nice. What do you like about it?',
  ],
  [
    /\b(?:learning|learn|practic\w+|playing|play|started|taking up|studying) (?:to play |how to play |to |the |a )*(?<what>guitar|piano|violin|drums|flute|ukulele|cello|saxophone|trumpet|harmonica|chess|spanish|french|german|italian|japanese|chinese|portuguese|russian|swedish|korean|turkish|greek|dutch|arabic|knitting|sign language)\b/,
    'How nice! What draws you to the $what?',
    'Good for you. How is it going with the $what?',
  ],
  [
    /\b(?:party|concert|festival|theatre|theater|museum|zoo|beach|restaurant|cinema|movies|disco|club|circus|opera|ballet|picnic|barbecue|bbq)\b(?=.*\b(?:tomorrow|tonight|later|going|next|weekend|will|saturday|sunday|friday)\b)/,
    'That sounds like fun. What are you looking forward to most about it?',
  ],
  [
    /\b(?:i am|we are|was|been) (?:so |really |very |super |a bit |quite )*(?:excited|thrilled|over the moon|on cloud nine)\b/,
    'I can hear that! What are you most excited about?',
  ],
  [
    /\b(?:i am|i feel|feeling|been|so|makes me|really|bit) (?:so |really |very |a bit |quite |super |)*(?:nervous|anxious|scared|worried|stressed|stressed out|overwhelmed|on edge|tense)\b/,
    "That's not easy to carry. What worries you most about it?",
    'I can understand that. What do you think could happen with it?',
  ],
  [
    /\b(?:i am|i feel|feeling|makes me|so|really) (?:so |really |very |a bit |quite |super |pretty |still )*(?:angry|furious|mad|annoyed|frustrated|fed up|irritated|cross|pissed off|livid)\b/,
    'I can hear that it got to you. What happened?',
  ],
  [
    /\b(?:i am|i feel|feeling|been feeling|been) (?:so |really |very |a bit |quite |pretty |kind of |a little |)*(?:sad|down|low|blue|miserable|empty|homesick|unhappy|depressed|hopeless|gloomy|moody|lost)\b/,
    "I'm sorry you feel that way. What weighs on you most?",
    "I'm sorry. Do you know what brought it on?",
  ],
  [
    /\bi (?:can not|could not) (?:decide|make up my mind|choose)\b|\bnot sure (?:if|whether|what) (?:i|to)\b|\btorn between\b/,
    'Decisions can be hard. What speaks for it, and what against?',
  ],
]
