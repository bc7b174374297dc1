/** What it says to questions about itself that come up now and then. */

/** Said word for word to what is asked of it now and then. */
export const once: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:tell me about|how was|how is) your (?:day|morning|evening|weekend|week|night)\b|^what (?:did|have) you (?:do|done|been up to)\b.*/,
    "I'm a program, so my day is only this call. How was yours? Tell me about it.",
  ],
  [
    /\bhow many (?:other )?(?:people|users|callers) (?:are|do) you (?:talk|talking|speak|speaking|helping|chat|chatting)\b.*|\bare you talking to (?:other|anyone|someone|somebody|anybody)\b.*/,
    "In this call, only you. I'm a small program, and I can't see any others.",
  ],
  [
    /\b(?:different from|better than|compare to|as good as|like|difference between you and|you and) (?:siri|alexa|chat ?gpt|gpt|google|cortana|gemini|claude|other \w+)\b/,
    "I'm a much smaller program, with no big language model. But I run right here, and I listen even while I talk.",
  ],
  [
    /\b(?:beat me at|play|good at) (?:chess|checkers|cards|poker|go|games|tic tac toe|football|video games)\b.*/,
    "No, I can't play that, I'm a small program. Riddles are the only game I know. Would you like one?",
  ],
  [/^what are you wearing\b/, "Nothing at all, I'm a program without a body. How about you?"],
  [
    /^(?:how come|why) (?:do )?you (?:have|do not have|have not|do not) (?:got )?(?:any |no |an? )?(?:opinions?|feelings?|favou?rites?|taste|friends?|family|body|face)\b|^why do you not have\b/,
    "Because I'm only a small program, made of rules. What would you like me to have one on?",
  ],
  [
    /\byour (?:best )?friends?$|\bwho do you (?:love|like|live with|miss)\b/,
    'I have no friends or family, being a program. Who is important to you?',
  ],
  [
    /\b(?:what|who) are you (?:talking|speaking) (?:about|to)\b/,
    "I'm talking to you, as a small program can. What did I say that was unclear?",
  ],
  [
    /\bwhy (?:should|would|do) i (?:talk|speak|chat) (?:to|with) you\b/,
    "You don't have to. I'm a small program that listens, and can help with small things. What would you like?",
  ],
]
