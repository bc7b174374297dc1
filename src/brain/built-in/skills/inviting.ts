/** "Guess what", "can I tell you something", "isn't it lovely": not asked to be answered, but to be listened to. */
import { pickFresh, type Skill, say } from '../skill.ts'

type Inviting = 'listen' | 'rhetorical' | 'news'

const listen =
  /^(?:(?:hey|so|okay|ok|well|listen|duet|um|uh|actually)\b ?)*(?:(?:can|could|may) i (?:just )?(?:tell you (?:something|a (?:secret|story)|about (?:it|something|my \w+))|share something(?: with you)?|talk to you(?: about something)?|vent(?: a (?:bit|little))?|confess something|be honest(?: with you)?|get something off my chest)|(?:i (?:have|know|have got|got) (?:a |another )?(?:good |great |funny )?(?:joke|story|riddle)(?: for you| to tell(?: you)?)?|(?:want|do you want|would you like|shall i tell you|can i tell you|let me tell you) (?:to hear )?(?:a|my|another) (?:good |great |funny )?(?:joke|story))|(?:do|would) you (?:want|like) to (?:hear|know)(?: (?:something|a secret|what (?:happened|i (?:did|saw|heard))\b.*|about it))?|do you have (?:a (?:minute|moment|second)|time)(?: to (?:talk|listen|chat))?|(?:have you )?got a (?:minute|moment)|i (?:have|need|want|would like|have got) to (?:tell you (?:something|about (?:something|it))|talk (?:about|to you about) something|talk(?: to (?:someone|somebody|you))?|get something off my chest|vent)|i have (?:some )?(?:news|something to (?:tell you|say|confess))|there is something i (?:want|need|have) to (?:tell you|say|talk about)|(?:will|can|could) you (?:just )?listen(?: to me)?(?: for a (?:bit|while|minute|moment))?|will you keep a secret)$/
const news =
  /^(?:(?:hey|so|okay|ok|well|oh|duet|um)\b ?)*(?:guess what|(?:you|do you) know what|you will never (?:guess|believe) (?:what|who|it|this)(?: (?:happened|just happened|i (?:did|saw|met)))?(?: (?:today|to me|yesterday|last night))*|(?:do you )?know what (?:just )?happened(?: (?:to me|today|yesterday|last night|at work))*|(?:can you )?guess (?:what happened|who (?:called|i (?:met|saw)))(?: \w+)*|you would not believe (?:it|what happened|the day i (?:have )?had|my day)(?: today)?)$/
const rhetorical =
  /^(?:(?:oh|well|wow|so|but|hey|and)\b ?)*(?:is(?: it| that| this| he| she)? not (?:it |that |this |he |she )?(?:just |so |a |really )*(?:lovely|beautiful|nice|great|crazy|weird|strange|sad|funny|unfair|ridiculous|amazing|wonderful|awful|terrible|gorgeous|cute|sweet|mad)\b.*|(?:is not|is) (?:life|the world|it|that|this|love) (?:just |so |not )?(?:strange|weird|funny|crazy|unfair|beautiful|amazing|ridiculous|sad|mad)\b.*|can you (?:believe|imagine)(?: (?:that|it|this))?|what (?:a|an) (?!is\b|are\b|was\b)[a-z' ]+|how (?:crazy|cool|weird|sad|lovely|nice|mad|annoying|strange|wonderful) is that|why (?:does|do|is|are) (?:everything|everybody|everyone|people|nothing|it|this|life|men|women|kids|he|she|they) (?:always |never |so |have to |keep |just )+[a-z' ]+|why (?:me|does this (?:always|keep) happen(?:ing)? to me)|who (?:cares|knows|does that)|what (?:is|was) (?:i|he|she|they) thinking|what is wrong with (?:people|them|him|her|the world)|is that (?:so )?(?:weird|strange|crazy|normal|bad|wrong)(?: of me)?|am i (?:being )?(?:crazy|weird|stupid|silly|wrong|the only one(?: who .+)?|overreacting|too (?:sensitive|old|strict)|a bad (?:person|mother|father|friend|parent)))$/

export const inviting: Skill<Inviting> = {
  name: 'inviting',
  match: ({ heard }) => {
    for (const form of [heard.plain, heard.bare]) {
      if (listen.test(form)) return 'listen'
      if (news.test(form)) return 'news'
      if (rhetorical.test(form)) return 'rhetorical'
    }
    return undefined
  },
  answer: (kind, turn) => {
    switch (kind) {
      case 'listen':
        return say(pickFresh(turn, ["Of course. Tell me, I'm listening to it all.", "Yes, please do. I'm all ears. What is it?"]))
      case 'news':
        return say(pickFresh(turn, ['No, what was it? Tell me!', 'I have no idea. Tell me, what happened?']))
      case 'rhetorical':
        return say(
          pickFresh(turn, [
            'I can hear that it moves you. Tell me more about it.',
            "That's on your mind, isn't it? What brought it up?",
            'It does make one wonder. What is it that gets to you?',
          ]),
        )
    }
  },
}
