/** What is said in the calibration set: the engine's manners may be tuned on it, and none of it is in the benchmark. `|` is where a speaker pauses. */
import type { PauseKind } from '../item.ts'

/** Voices of this set only. */
const calibrationVoices = [
  'af_aoede',
  'am_adam',
  'bf_alice',
  'am_liam',
  'af_nova',
  'bm_daniel',
  'af_jessica',
  'am_onyx',
  'af_sky',
  'am_eric',
] as const

/** Turns that are over when they end. */
const finished: readonly string[] = [
  'What time is it in Tokyo right now?',
  'How far is it from Berlin to Prague?',
  'Can you tell me a joke?',
  'Is it going to rain tomorrow?',
  'Who wrote that book?',
  'What do you think about that?',
  'Could you set a timer for ten minutes?',
  'How do I get red wine out of a white shirt?',
  'Why is the sky blue?',
  'Do you know any good stories?',
  'What is the capital of Portugal?',
  'Would you rather live by the sea, or up in the mountains?',
  'Have you ever heard of a game called Go?',
  'How many ounces are there in a pound?',
  'When does spring begin?',
  'Where should I go for my holiday this year?',
  'What was the last thing I asked you?',
  'Are you listening?',
  'Really?',
  'And how old is it?',
  'So what should I do now?',
  'Well, what would you recommend for a beginner?',
  "If I leave at seven, um, will I be there by nine o'clock?",
  'I was wondering, do you know how to bake bread without yeast?',
  'Tell me something interesting.',
  'Please remind me to call my sister.',
  'Give me a quick recipe for pancakes.',
  'Tell me about the history of chess.',
  'Let me hear a short story about a fox.',
  'Repeat that, please.',
  'Speak a little slower, please.',
  'Start again from the beginning.',
  'Add milk and eggs to my list.',
  'Explain it to me as if I were five years old.',
  'Describe a perfect Sunday morning.',
  'Name three rivers in Africa.',
  'I am feeling a bit tired today.',
  'My brother is getting married in June.',
  'I just moved to a new flat last week.',
  'It was the best concert I have ever been to.',
  "That's a good idea.",
  'I think I will stay at home tonight.',
  "We had dinner at the Italian place, and it wasn't very good.",
  'I finished the book you told me about.',
  'My back has been hurting since Monday.',
  'I have a job interview tomorrow morning, and I am quite nervous about it.',
  'Nothing much, just the usual.',
  'I love the smell of coffee in the morning.',
  'I guess you are right about that.',
  'The train was late again, so I missed the first half of the meeting.',
  'Hello there.',
  'Good morning, how are you?',
  'Yes, please.',
  'No, thank you.',
  'Thanks, that was very helpful.',
  'I would like to learn how to play the guitar.',
  'My name is Martin, and I live in a small town near Leeds.',
  'Yesterday we walked all the way up to the castle, and the view from there was wonderful.',
  'I used to play the piano when I was a child, but I gave it up when we moved.',
  "Okay, let's try that one more time.",
]

/** Turns with one pause inside. */
const paused: Readonly<Record<PauseKind, readonly string[]>> = {
  filler: [
    'I would like to book a table for, um,| four people, please.',
    'Can you tell me, uh,| how long it takes to boil an egg?',
    'The thing I wanted to ask you was, um,| whether you know any songs.',
    'We went to see, uh,| what was it called, the old lighthouse.',
    'I think it was, um,| about three years ago.',
    'So my question is, uh,| how do plants drink water?',
    'Could you, um,| explain how a fridge works?',
    'He told me that, uh,| the shop is closed on Mondays.',
    'I need a present for, um,| my nephew, who turns eight.',
    'Well, you know, uh,| it is not as easy as it looks.',
    'I was looking for, like,| a really quiet place to read.',
    'What is the, um,| the word for a baby goat?',
    'Tell me about, uh,| the time when people first flew to the moon.',
    'It costs, um,| something like forty dollars a month.',
    'My favourite colour is, well,| I suppose it is green.',
  ],
  conjunction: [
    'I went to the market and…| bought some fresh fish.',
    'I wanted to call you, but…| my phone was broken.',
    'We could go by train, or…| we could rent a car.',
    'I was late for work because…| the bus never came.',
    'She said she would help me if…| I asked her nicely.',
    'I put the kettle on, and then…| I forgot all about it.',
    'I really like this song, although…| it is a little too long.',
    'You have to wait here until…| the light turns green.',
    'It was raining so…| we stayed inside and played cards.',
    'I have not been there since…| I was a student.',
    'Do you want to cook tonight, or…| should we order something?',
    'I told him that…| we would not be coming.',
    'We were almost home when…| the engine stopped.',
    'He is very clever, but…| he never listens to anyone.',
    'First I have to clean the kitchen, and…| after that I am free.',
  ],
  'noun phrase': [
    'I am looking for a blue…| suitcase with four wheels.',
    'We live in a very small…| village near the border.',
    'Have you read the new…| novel about the painter?',
    'I need to buy a pair of…| running shoes.',
    'My grandmother makes the best…| apple cake in the world.',
    'It happened on the first…| Sunday of the month.',
    'What is the name of the…| actor who played the king?',
    'There is a big…| spider in the bathroom.',
    'I lost the keys to my…| office on the way home.',
    'How do you clean an old…| wooden table?',
    'They gave us a room with…| a view of the harbour.',
    'Tell me the shortest…| way to the station.',
  ],
  object: [
    'Yesterday I finally finished…| the report for my boss.',
    'Could you recommend…| a good film for the weekend?',
    'My sister wants to sell…| her old bicycle.',
    'I have been trying to learn…| a little bit of Spanish.',
    'Please do not forget to bring…| the umbrella.',
    'The doctor told me to avoid…| sugar and coffee.',
    'We are planning to visit…| my parents in August.',
    'Can you help me understand…| this letter from the bank?',
    'I used to collect…| stamps and old coins.',
  ],
  complete: [
    'I went to Rome last summer.| It was far too hot for me.',
    'My neighbour has a dog.| It barks all night long.',
    'I would like a coffee.| With a little milk, please.',
    'We could meet on Friday.| Or maybe on Saturday afternoon.',
    'I am not sure about that.| Let me think for a moment.',
    'She works at the hospital.| She is a nurse there.',
    'That is a nice story.| But how does it end?',
    'I have a question.| How do you spell necessary?',
    'It is my birthday next week.| I am going to be thirty.',
  ],
}

/** Short sounds of listening along. In slashes: phonemes, where spelling does not give the sound. */
const backchannels: readonly { readonly text: string; readonly say?: string }[] = [
  { text: 'yeah', say: 'Yeah.' },
  { text: 'mm-hm', say: '/mmhˈmm./' },
  { text: 'uh-huh', say: '/ʌhˈʌ./' },
  { text: 'right', say: 'Right.' },
  { text: 'okay', say: 'Okay.' },
  { text: 'I see', say: 'I see.' },
  { text: 'oh really', say: 'Oh, really?' },
  { text: 'yeah right', say: 'Yeah, right.' },
  { text: 'mm', say: '/mˈmm./' },
  { text: 'sure', say: 'Sure.' },
  { text: 'wow', say: 'Wow.' },
  { text: 'oh', say: 'Oh.' },
  { text: 'yep', say: 'Yep.' },
  { text: 'got it', say: 'Got it.' },
  { text: 'hmm', say: '/hˈmm./' },
  { text: 'aha', say: 'Aha.' },
  { text: 'of course', say: 'Of course.' },
  { text: 'yes', say: 'Yes.' },
  { text: 'mm-hm', say: '/mˈmhm,/' },
  { text: 'yeah yeah', say: 'Yeah, yeah.' },
]

/** Words that want the floor. */
const interruptions: readonly string[] = [
  'Wait, stop.',
  'No, I meant something else.',
  'Sorry, can I ask you something?',
  'Hold on.',
  'Actually, what about the other one?',
  'Stop it, please.',
  'Hang on a second, that is not what I asked.',
  'Okay, enough of that.',
  'Excuse me, I have a question.',
  'No, no, the other way round.',
  'Wait a minute, who was that?',
  'Let me say something here.',
  'Can we talk about something else?',
  'Sorry, I did not get the last part.',
  'But why did he do that?',
  'One moment, someone is at the door.',
  'Stop.',
  'What does that mean?',
  'Could you speak a bit louder?',
  'I already know that one.',
  'Never mind, tell me the time instead.',
  "That's wrong, it was in nineteen eighty.",
  'Okay, thanks, that is all I wanted to know.',
  'Hey, listen, I need to go in a minute.',
  'Wait.',
  'How long is this going to take?',
  'Actually, forget about that.',
  'Can you make it shorter?',
  'No, not that one.',
  'Before you go on, where does this take place?',
  'Please be quiet for a moment.',
  'And what about the weather tomorrow?',
  'Sorry, sorry, could you start again?',
  'Is that really true?',
  'Right, but how much does it cost?',
  'Yeah, but I wanted to hear about Spain.',
  'Okay, stop, what is seven times eight?',
  "I don't want to hear this.",
  'Let me stop you there.',
  'You said that already.',
]

/** What makes the agent talk for a while. */
const openers: readonly string[] = [
  'Please read me a long story.',
  'Have you got a story for me?',
  'Tell me the longest story you know.',
  'A story would be lovely, tell me one.',
  'I am in the mood for a story, so tell me one.',
  'Give me a good long story, please.',
  'Can you tell the kids a story?',
  'Let us have a story now.',
  'Time for a story, please tell me one.',
  'Would you please tell me a very long story?',
]

/** Long turns. `||` is where the teller breathes. */
const stories: readonly string[] = [
  `We wanted to paint the fence before the summer, so I borrowed a ladder from the man across the road. || He told me that the third step was loose. || I wrote
  it on a piece of paper and put it in my pocket. || Then the phone rang, and when I came back I had forgotten all about it. || You can imagine what happened
  next. || I was covered in green paint from head to foot, and the dog as well.`,
  `My aunt runs a small hotel by the sea. || Last spring a man arrived with eleven suitcases and said that he would stay for one night. || He stayed for two months. ||
  Nobody ever saw him open any of the suitcases. || When he left, he forgot one of them, and inside there was nothing but sand. || She still keeps it behind the
  desk in case he comes back.`,
  `At school I was terrible at running. || Every year there was a big race, and every year I came last. || One time I took a short cut through the woods, because I
  was so tired of it. || I got lost, of course. || By the time I found the way out it was dark, and the whole school was looking for me with torches. || That was the
  only year I did not come last, because they never counted me.`,
  `Something funny happened at the library this morning. || An old lady brought back a book that she had borrowed in nineteen sixty two. || She was very worried about
  the fine. || The librarian typed it in, and the number was longer than the screen. || Then he looked at her and said that the computer must be broken. || So she
  gave everybody a piece of cake, and borrowed it again.`,
  `I used to have a radio that only worked when you stood on one leg. || I am not joking. || My father said that it had something to do with the wire in the wall. || So
  whenever there was a football match, we all stood in the kitchen like storks. || Once we had visitors from abroad, and they thought it was a custom. || They did
  it too, and nobody dared to tell them.`,
  `The week after we got married, we went to Norway to see the northern lights. || We waited for five nights in the cold. || There was nothing but clouds. || On the
  last evening we gave up and went to bed early. || In the morning the man at the desk showed us his photos, and they were the most beautiful ones that he had ever
  taken. || My husband did not talk to anyone until lunch.`,
  `When I started in this job, they gave me a desk next to a window that could not be closed. || In winter I wore two coats and a hat. || I wrote to the office manager
  every month, and every month he promised to send somebody. || After three years a young man came with a hammer. || He looked at the window for a minute, and then he
  turned the handle the other way. || I have never told the others about it.`,
  `There is a bakery at the corner that makes the best rolls in town. || You have to be there before seven, or they are gone. || One morning I met my neighbour in the
  queue, and we began to talk about the weather. || We talked and talked. || When we looked up, all the rolls were sold, and the woman behind the counter was laughing. ||
  Since then she keeps two of them for us under the till.`,
]

export const calibration = {
  voices: calibrationVoices,
  openers,
  stories: stories.map((story) => story.replaceAll(/\s+/g, ' ')),
  finished,
  paused,
  backchannels,
  interruptions,
}
