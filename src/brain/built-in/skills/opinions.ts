/** Asked for its opinion or for advice: it has none of its own to give, and hands the question back kindly. */
import { pickFresh, type Skill, say } from '../skill.ts'
import { contract, turnRound } from '../you-and-i.ts'

type Asked =
  | { readonly about: 'taste' | 'view'; readonly thing: string }
  | { readonly about: 'choice'; readonly one: string; readonly other: string }
  | { readonly about: 'advice'; readonly doing: string }
  | { readonly about: 'life' }

const clean = (words: string): string => words.replace(/ (?:then|now|today|please|right now|at all|so much|or not)$/, '')
const short = (words: string): boolean => words.split(' ').length <= 7

export const opinions: Skill<Asked> = {
  name: 'opinions',
  match: ({ heard }) => {
    const { core } = heard
    if (/\b(?:meaning|purpose|point|sense) of (?:life|it all|everything)\b/.test(core)) return { about: 'life' }
    const advice =
      /\b(?:should|shall|ought) i (?:really |maybe |just |still |even )*(?<doing>[a-z' ]+)$|\bdo you think (?:that )?i should (?<doing2>[a-z' ]+)$|\bis it (?:a good idea|wise|right|okay|ok|worth it|too late|a bad idea) (?:for me )?to (?<doing3>[a-z' ]+)$/.exec(
        core,
      )?.groups
    const doing = advice?.doing ?? advice?.doing2 ?? advice?.doing3
    if (doing !== undefined)
      return /^(?:call you|say|ask you|ask|speak to|press)\b/.test(doing) ? undefined : { about: 'advice', doing: clean(doing) }
    if (
      /\bwhat (?:should|shall|would|can|could|do) (?:i|you) (?:do|say|recommend|suggest|advise|wear|cook|eat|make|watch|read|buy|get|give)(?: (?:me|her|him|them|now|tonight|today|about|for|to|if|with)\b.*)?$|\bany (?:advice|tips|suggestions|ideas)\b|\bgive me (?:some |an? )?(?:advice|tips?|recommendation|idea)\b|\bwhat would you do\b|\bcan you recommend\b|\bdo you recommend\b/.test(
        core,
      )
    )
      return { about: 'advice', doing: '' }
    const choice =
      /\b(?:do you (?:prefer|like)|which (?:is|do you think is|do you like|one is) (?:better|best|more)?|what is better)[, ]+(?<one>[a-z ]+?) or (?<other>[a-z ]+)$|^(?<one2>[a-z]+(?: [a-z]+)?) or (?<other2>[a-z]+(?: [a-z]+)?)$/.exec(
        core,
      )?.groups
    if (choice !== undefined) {
      const one = choice.one ?? choice.one2 ?? ''
      const other = choice.other ?? choice.other2 ?? ''
      if (!/^(?:yes|no|true|heads|this|now|one|two)\b/.test(one))
        return { about: 'choice', one: one.replace(/^(?:more|better|best|most) /, ''), other: clean(other) }
    }
    const view =
      /\b(?:what do you think (?:about|of)|what is your (?:opinion|view|take|thought)s? (?:on|about|of)|how do you feel about|what are your (?:thoughts|views|feelings) (?:on|about)|what about your opinion on|do you have an opinion (?:on|about)|do you believe in|are you (?:for|against)|what would you say about) (?<thing>.+)$/.exec(
        core,
      )?.groups?.thing
    if (view !== undefined) return { about: 'view', thing: clean(view) }
    if (
      /^(?:do|don't) you (?:also )?(?:not )?(?:think|agree|believe|suppose|reckon)\b|\bwhat do you think$|\bis it not\b.*(?:beautiful|lovely|nice|strange|funny)/.test(
        core,
      )
    )
      return { about: 'view', thing: '' }
    const taste =
      /^(?:do|would|did) you (?:also |really |even |ever )?(?:like|love|enjoy|hate|prefer|play|watch|read|listen to|know|want|eat|drink|miss)(?: to)? (?<thing>.+)$/.exec(
        core,
      )?.groups?.thing
    if (
      taste !== undefined &&
      !/^(?:me|that|it|this|how|what|where|who|when|why|if|any|a joke|to know|the (?:capital|answer|time|way|date|weather))\b/.test(
        taste,
      )
    )
      return { about: 'taste', thing: clean(taste) }
    return undefined
  },
  answer: (asked, turn) => {
    switch (asked.about) {
      case 'life':
        return say("People have asked that for ages, and I'm a small program. What gives your life meaning?")
      case 'advice': {
        if (asked.doing === '')
          return say(
            pickFresh(turn, [
              "That's your call, and I can't know better, being a small program. What feels right to you?",
              "I can't really advise you, being a small program. But what are you leaning toward?",
            ]),
          )
        const doing = short(asked.doing) ? contract(turnRound(asked.doing)) : 'do it'
        return say(
          pickFresh(turn, [
            `I can't tell you that, it's your decision. What speaks for it, if you ${doing}?`,
            `I can't tell you that, honestly. What would change for you if you did ${/^do\b/.test(doing) ? 'it' : doing}?`.replace(
              /if you did (?!it\b)/,
              'if you were to ',
            ),
          ]),
        )
      }
      case 'choice':
        return say(
          pickFresh(turn, [
            `I'm a program, so I can't taste the difference. What about you: ${asked.one} or ${asked.other}?`,
            `I have no favorite there, being a program. Which do you like better, ${asked.one} or ${asked.other}?`,
          ]),
        )
      case 'taste': {
        const thing = short(asked.thing) ? turnRound(asked.thing) : 'that'
        return say(
          pickFresh(turn, [
            `I'm only a program, so I can't say I do. What about you and ${thing}?`,
            `I have no taste of my own, being a program. What do you think about ${thing}?`,
          ]),
        )
      }
      case 'view': {
        const thing = asked.thing !== '' && short(asked.thing) ? ` about ${turnRound(asked.thing)}` : ''
        return say(
          pickFresh(turn, [
            `I'm a small program, so I have no opinion of my own. What do you think${thing}?`,
            `Honestly, I have no view${thing}. But I'd like to hear yours.`,
          ]),
        )
      }
    }
  },
}
