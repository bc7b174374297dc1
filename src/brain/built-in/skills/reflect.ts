/** Reflective listening: takes up what the caller told in their own words, and asks on. */
import type { Dictionary } from '../dictionary.ts'
import type { Heard } from '../heard.ts'
import { lastOf, pickFresh, type Skill, say, type Turn } from '../skill.ts'
import { knownShare, type Topic, topicOf } from '../topic.ts'
import { contract, sentenceCase, turnRound } from '../you-and-i.ts'
import { type Mood, moodOf } from './moods.ts'

type Told = { readonly mood: Mood; readonly topic: Topic | undefined; readonly echo: string | undefined }

/** "You" and what stands after it, short and without a word that may be misheard; undefined where it would not sound like a person. */
function echoOf(plain: string, dictionary: Dictionary): string | undefined {
  const clause =
    plain
      .replace(
        /^(?:(?:so|well|and|but|yes|yeah|no|oh|um|uh|okay|actually|anyway|you know|i mean|i think|i guess|also|because|honestly|hi|hello|hey)\b ?)+/,
        '',
      )
      .split(/\b(?:and|but|because|so|which|although|since)\b/)[0]
      ?.trim() ?? ''
  const words = clause.split(' ')
  if (words.length < 4 || words.length > 11 || !/^(?:i|we|my)\b/.test(clause) || /\b(?:you|your|um|uh|like)\b/.test(clause))
    return undefined
  if (knownShare(words, dictionary) < 1 || /(?:\b(\w+) \1\b)|\b(?:the|a|my|to|of|in|with|is|and|very)$/.test(clause))
    return undefined
  return contract(turnRound(clause))
}

/** Figures of speech whose nouns nobody talks of. */
const figures =
  /\b(?:cats and dogs|up the wall|round the bend|out of the blue|under the weather|piece of cake|on cloud nine|over the moon|a pain in the (?:neck|butt|ass)|the last straw|head over heels|through the roof|off my chest|behind my back|at the end of the day|by the way|on the other hand|once in a blue moon|a long story|the big deal|out of my mind|on my nerves|fingers crossed|for god's sake|oh my god|thank god|thank goodness)\b/g

/** Somebody said to be or do something, though no word of it can be taken up. */
const stated =
  /^(?:(?:so|well|and|but|yes|yeah|no|oh|okay|actually|honestly|sometimes|maybe|today|lately|now|then|because)\b ?)*(?:i|we|he|she|they|my \w+|you|it|that|this|there|life|people|everyone|everybody|everything|nobody|nothing|some people) (?:\w+ )?(?:is|are|am|was|were|has|have|had|does|do|did|will|would|can|could|should|must|feel|feels|felt|look|looks|seem|seems|sound|sounds|get|gets|got|keep|keeps|kept|need|needs|want|wants|take|takes|took|make|makes|go|goes|went|come|comes|came|say|says|said|think|thinks|know|knows|like|likes|love|loves|hate|hates|\w+ed|\w{2,}s)\b(?= \w)/

/** The words without names, which no dictionary need know: capitals within a sentence. */
function knownWords({ words, text }: Heard): readonly string[] {
  const names = new Set([...text.matchAll(/(?<=[\p{L},] )\p{Lu}\p{Ll}+/gu)].map(([name]) => name.toLowerCase()))
  const others = words.filter((word) => !names.has(word))
  return others.length === 0 ? words : others
}

export function reflect(dictionary: Dictionary): Skill<Told> {
  return {
    name: 'reflect',
    match: ({ heard }) => {
      if (heard.words.length === 0 || knownShare(knownWords(heard), dictionary) < 0.6) return undefined
      const mood = moodOf(heard)
      const topic = topicOf(heard.plain.replace(figures, ' ').replace(/ +/g, ' ').trim(), dictionary)
      const echo = echoOf(heard.plain, dictionary)
      if (mood !== 'plain' || topic !== undefined || echo !== undefined) return { mood, topic, echo }
      return stated.test(heard.plain) && !heard.cut && !heard.asks && knownShare(knownWords(heard), dictionary) >= 0.9
        ? { mood, topic, echo }
        : undefined
    },
    answer: (told, turn) => say(wording(told, turn)),
  }
}

function wording({ mood, topic, echo }: Told, turn: Turn): string {
  const about = topic?.phrase
  const { plain } = turn.heard
  const answered = /\?\s*$/.test(lastOf(turn.history, 'agent')?.text ?? '')
  switch (mood) {
    case 'grief':
      return pickFresh(turn, [
        `I'm so sorry for your loss. Would you like to tell me about ${about ?? 'it'}?`,
        `I'm very sorry to hear that. How are you coping with it?`,
      ])
    case 'illness':
      return /\b(?:i|my (?:head|back|leg|arm|foot|stomach|tooth|neck|knee|hand))\b/.test(plain) && topic?.person !== true
        ? pickFresh(turn, [
            "Oh no, I'm sorry. How long has it been like that?",
            `That doesn't sound nice. How are you feeling with it now?`,
          ])
        : pickFresh(turn, [
            `I'm sorry to hear that. How ${topic?.person === true && about !== undefined ? `is ${about}` : 'are you'} doing now?`,
            'Oh no, that sounds worrying. How are you coping with it?',
          ])
    case 'tired':
      return pickFresh(turn, [
        'That sounds exhausting. What has been keeping you so busy?',
        `You sound worn out. What's been taking ${about === undefined || topic?.person === true ? 'your strength' : 'the most out of you'}: is it ${about ?? 'the nights'}?`.replace(
          /: is it the nights/,
          '',
        ),
        'Sorry to hear that. How long have you been this tired?',
      ])
    case 'good':
      return about === undefined
        ? pickFresh(turn, [
            "That's wonderful! How did it come about?",
            "I'm so glad for you! What was the best part of it?",
            'Oh, how nice! Tell me more about it.',
          ])
        : pickFresh(turn, [
            `That's wonderful! Tell me more about ${about}.`,
            `How nice! What is the best thing about ${about}?`,
            `I'm so glad for you! Tell me all about ${about}.`,
          ])
    case 'bad':
      return about === undefined
        ? pickFresh(turn, [
            "I'm sorry, that sounds hard. What happened?",
            'That sounds rough. Do you want to tell me more about it?',
            "I'm sorry you're going through that. What weighs on you most?",
          ])
        : pickFresh(turn, [
            `I'm sorry, that sounds hard. What happened with ${about}?`,
            `That sounds rough. Do you want to tell me more about ${about}?`,
            `Oh no, I'm sorry. How are you taking it, with ${about}?`,
          ])
    case 'opinion':
      return about === undefined
        ? pickFresh(turn, ['I see. What makes you think so?', "That's a fair thought. How did you come to it?"])
        : pickFresh(turn, [
            `I see. What makes you think that about ${about}?`,
            `That's a fair thought. Has ${about} been on your mind for long?`,
            `Interesting. Tell me more of what you think about ${about}.`,
          ])
    case 'dislikes':
      return about === undefined
        ? 'Fair enough. What is it that bothers you?'
        : pickFresh(turn, [
            `Fair enough. What bothers you about ${about}?`,
            `I hear you. What is the worst of it, with ${about}?`,
          ])
    case 'likes':
      return about === undefined
        ? pickFresh(turn, ['Nice. What do you like most about it?', 'I see. How did that begin?'])
        : pickFresh(turn, [
            `Nice. What do you like most about ${about}?`,
            `Oh, lovely. How did that begin, with ${about}?`,
            `I can hear that you care about it. Tell me more about ${about}.`,
          ])
    case 'plan':
      if (echo !== undefined && /^you(?:'re|'ll|'d| want| would| plan| hope)/.test(echo))
        return pickFresh(turn, [
          `So ${echo}. What are your thoughts about it?`,
          `Ah, ${echo}. How do you feel about it?`,
          `I see, ${echo}. What made you decide on that?`,
        ])
      return about === undefined
        ? pickFresh(turn, ['I see, that lies ahead. How do you feel about it?', 'I see. What are your thoughts about it?'])
        : pickFresh(turn, [
            `So that's ahead of you. What are you expecting of ${about}?`,
            `I see. How do you feel about ${about}?`,
            `Nice. Tell me a bit more about ${about}.`,
          ])
    case 'past':
      if (topic?.place !== undefined)
        return pickFresh(turn, [
          `I see. What was it like ${topic.place} ${topic.phrase}?`,
          `Oh, ${topic.place} ${topic.phrase}. How was it?`,
        ])
      if (echo !== undefined && about === undefined)
        return pickFresh(turn, [`So ${echo}. How was that for you?`, `Ah, ${echo}. Tell me more about it.`])
      return about === undefined
        ? pickFresh(turn, ['I see. How was that for you?', 'Oh, really? Tell me more about it.', 'And what came of it?'])
        : pickFresh(turn, [
            `I see. And how did you feel about it?`,
            `Oh, tell me more about ${about}.`,
            `I see. What was that like for you, with ${about}?`,
          ])
    case 'plain':
      if (about !== undefined) {
        return answered
          ? pickFresh(turn, [
              `Ah, ${about}. Tell me more about it.`,
              `${sentenceCase(about)}, I see. How do you feel about that?`,
            ])
          : pickFresh(turn, [
              `I see. Tell me more about ${about}.`,
              `Ah, ${about}. What's the story behind it?`,
              `I'd like to hear more about ${about}. What's it like?`,
              `Mm-hm. And how do you feel about ${about}?`,
            ])
      }
      if (echo === undefined)
        return /^(?:\w+ )?you\b/.test(plain)
          ? pickFresh(turn, ["You may be right, I'm only a small program. What makes you say that?"])
          : pickFresh(turn, [
              'I see. What makes you say that?',
              'I hear you. How is that for you?',
              'Go on, tell me more about that.',
            ])
      return pickFresh(turn, [`So ${echo}. How do you feel about that?`, `I see, ${echo}. Tell me more about it.`])
  }
}
