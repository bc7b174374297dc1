/** Texts of the ear's benchmark beside the clips: names that need to be expected, short answers, and sentences of other languages. */

/** Each with the names in it; all names together are the hot words of the run, as a user's vocabulary would be. */
export const nameSentences: readonly { readonly text: string; readonly names: readonly string[] }[] = [
  { text: 'I am meeting Siobhan for lunch tomorrow.', names: ['Siobhan'] },
  { text: 'Could you call Caoimhe for me?', names: ['Caoimhe'] },
  { text: 'My sister Anneke lives in Utrecht.', names: ['Anneke', 'Utrecht'] },
  { text: 'Myca, what is the time?', names: ['Myca'] },
  { text: 'We bought the lamp from Bjarne.', names: ['Bjarne'] },
  { text: 'Remind me to write to Thandiwe.', names: ['Thandiwe'] },
  { text: 'The dog is called Zephyr.', names: ['Zephyr'] },
  { text: 'I grew up near Llanelli.', names: ['Llanelli'] },
  { text: 'Joaquin and I went to the cinema.', names: ['Joaquin'] },
  { text: 'She works for Kestrelworks now.', names: ['Kestrelworks'] },
  { text: 'Tell Niamh that I am late.', names: ['Niamh'] },
  { text: 'Is Oyelaran coming to the party?', names: ['Oyelaran'] },
  { text: 'My boss, Ms. Szabo, is on holiday.', names: ['Szabo'] },
  { text: 'I need to renew my Metformin.', names: ['Metformin'] },
  { text: 'Let us play Carcassonne tonight.', names: ['Carcassonne'] },
  { text: 'Deirdre asked about the garden.', names: ['Deirdre'] },
  { text: 'I would like to hear about Reykjavik.', names: ['Reykjavik'] },
  { text: 'Anders has a meeting with Ottoline.', names: ['Anders', 'Ottoline'] },
]

/** Sentences that sound like some of the names and are not: hot words must not be heard in them. */
export const decoys: readonly string[] = [
  'I bought a new microphone for my desk.',
  'He needs some shoes before the weekend.',
  'Could you keep the window open, please?',
  'We have a knee problem in the family.',
  'Under the bridge there is a small boat.',
  'It was an only child, and a happy one.',
]

/** Said alone, as answers are. */
export const shortAnswers: readonly string[] = [
  'No.',
  'Yes.',
  'Yeah.',
  'Okay.',
  'Stop.',
  'Wait.',
  'Sure.',
  'Hi.',
  'Right.',
  'Go on.',
  'Maybe.',
  'Ana.',
]

/** Said by espeak-ng: a robot, and all there is for other languages. */
export const foreignSentences: readonly { readonly language: string; readonly texts: readonly string[] }[] = [
  {
    language: 'de',
    texts: [
      'Wie wird das Wetter morgen in Berlin?',
      'Ich möchte gerne ein Glas Wasser trinken.',
      'Meine Schwester kommt am Freitag zu Besuch.',
    ],
  },
  {
    language: 'fr',
    texts: [
      'Quelle heure est-il maintenant à Paris ?',
      'Je voudrais une tasse de café, merci.',
      'Ma sœur arrive vendredi prochain.',
    ],
  },
  {
    language: 'es',
    texts: [
      '¿Qué tiempo hace mañana en Madrid?',
      'Me gustaría tomar un vaso de agua.',
      'Mi hermana llega el viernes por la tarde.',
    ],
  },
  {
    language: 'it',
    texts: ['Che tempo fa domani a Roma?', 'Vorrei un bicchiere di acqua, grazie.', 'Mia sorella arriva venerdì sera.'],
  },
  {
    language: 'nl',
    texts: [
      'Wat voor weer wordt het morgen in Utrecht?',
      'Ik wil graag een glas water drinken.',
      'Mijn zus komt vrijdag op bezoek.',
    ],
  },
]
