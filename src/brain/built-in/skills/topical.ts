/** Choosing from the collection by what was asked for: "a joke about animals", "a fact about space". */

/** What people name, and words by which a piece is recognised as one of it. */
const topics: Readonly<Record<string, readonly string[]>> = {
  animal:
    'fish bear bees cows parrot octopus sharks flamingos wombats otters whale butterflies crows ostrich unicorn snail penguin dog cat chicken cow elephant'.split(
      ' ',
    ),
  sea: 'ocean fish octopus sharks otters whale'.split(' '),
  ocean: 'ocean fish octopus sharks otters whale'.split(' '),
  water: 'ocean fish water'.split(' '),
  space: 'venus moon sun mars planet astronaut stars jupiter'.split(' '),
  planet: 'venus moon mars jupiter'.split(' '),
  food: 'honey bananas chili cheese coffee tomato salad honeycombs carrot egg bread'.split(' '),
  body: 'bones skeleton tongue heart nose'.split(' '),
  human: 'bones skeleton tongue'.split(' '),
  history: 'egyptian war eighteen czech roman'.split(' '),
  nature: 'trees amazon sahara lakes bees honey'.split(' '),
  school: 'math book class'.split(' '),
  math: 'math zero eight chess'.split(' '),
  number: 'zero eight math'.split(' '),
  computer: 'computer virus robot'.split(' '),
  robot: 'robot'.split(' '),
  winter: 'snowman frostbite'.split(' '),
  snow: 'snowman frostbite'.split(' '),
  bird: 'flamingos crows ostrich parrot penguin'.split(' '),
  insect: 'bees butterflies'.split(' '),
  bug: 'bees butterflies'.split(' '),
  science: 'venus sun atoms water light bones sound robot'.split(' '),
  doctor: 'doctor'.split(' '),
  clock: 'clock'.split(' '),
  skeleton: 'skeleton'.split(' '),
}

/** What a request is about; undefined where it names nothing. */
export function topicAsked(plain: string): string | undefined {
  const found =
    /\b(?:jokes?|facts?|riddles?|something|anything|one|poems?)\b.* (?:about|on|with|of|involving) (?:an? |the |some |my )?(?<topic>[a-z]+)\b/.exec(
      plain,
    )?.groups?.topic ??
    /\b(?<topic>animal|space|food|dog|cat|science|history|nature|computer|math|school|bird|sea|ocean) (?:jokes?|facts?)\b/.exec(
      plain,
    )?.groups?.topic
  return found === undefined || /^(?:it|that|this|you|me|anything|something|day|us|all|them|whatever)$/.test(found)
    ? undefined
    : found
}

/** Those of `pieces` that are about it. */
export function fitting<T>(pieces: readonly T[], textOf: (piece: T) => string, topic: string): readonly T[] {
  const bare = topic.replace(/(?<!s)s$/, '')
  const words = new Set([topic, bare, `${bare}s`, ...(topics[bare] ?? topics[topic] ?? [])])
  return pieces.filter((piece) =>
    (
      textOf(piece)
        .toLowerCase()
        .match(/[a-z]+/g) ?? []
    ).some((word) => words.has(word)),
  )
}
