/** Every number the conversation core decides by, in one record. */

export type ConversationOptions = {
  /** Voice that begins a stretch of speech, ms; less is a click. */
  readonly startMs: { readonly user: number; readonly agent: number }
  /** Silence that ends a stretch, ms. The stretch then ends at its last voiced sample. */
  readonly hangMs: { readonly user: number; readonly agent: number }
  /** A hole this short in the voice windows does not start the count of `startMs` anew, ms. */
  readonly holeMs: number
  /** Both must be voiced this long at once to overlap, ms; less is a touch of turns or the blur of the detector. */
  readonly overlapMs: number
  /** An overlap this short at the end of a finished sentence cuts nobody off, ms. */
  readonly touchMs: number
  /** A backchannel is shorter than this, ms … */
  readonly backchannelMs: number
  /** … and has at most this many words. */
  readonly backchannelWords: number
  /** Silence within which a short utterance goes on as the same one, ms. */
  readonly joinMs: number
  /** Silence of a side after which the other's turn has the floor, ms. */
  readonly floorMs: number
  /** A side that stops this soon after it was spoken into gave way, ms. */
  readonly yieldMs: number
  /** A side that goes on this soon after the other's short utterance kept the floor, ms: after an overlap, or after words of listening. */
  readonly keepMs: number
  /** The same after a short utterance in its pause whose words are not (yet) known, ms. */
  readonly keepUnheardMs: number
  /** After this much silence of the other side a short utterance is an answer, ms. */
  readonly answerMs: number
  /** Silence within a turn, ms; a longer one ends it. */
  readonly pauseMs: number
  /** Voice that makes a turn where words are not to be had, ms. */
  readonly wordlessMs: number
  /** How long after its end a short utterance waits for its words, ms. */
  readonly wordsMs: number
  /** An agent's words this much before their sound still belong to it, ms. */
  readonly textLeadMs: number
  /** An agent's words this much after their sound still belong to it, ms. */
  readonly textTrailMs: number
  /** Time between partial transcripts of the agent, ms. */
  readonly transcriptEveryMs: number
  /** Silence put in for missing sound that is not counted as silence, ms per stretch. */
  readonly gapMs: number
  /** A turn longer than this is cut in two at the next pause, at twice this anywhere, ms. */
  readonly turnMs: number
  /** How far the windows of one side may lag behind those of the other before they are no longer waited for, ms. */
  readonly skewMs: number
  /** Sound of the agent between send and play where the client does not report it, ms. */
  readonly playLagMs: number
  /** Whether the user's words will come (an ear listens). Without, voice alone makes turns. */
  readonly userWords: boolean
  /** Utterances of listening along, lower case: said in a pause they are held back to see whether the other goes on. */
  readonly continuers: readonly string[]
}

export const defaultOptions: ConversationOptions = {
  startMs: { user: 90, agent: 60 },
  hangMs: { user: 300, agent: 300 },
  holeMs: 64,
  overlapMs: 100,
  touchMs: 400,
  backchannelMs: 1000,
  backchannelWords: 3,
  joinMs: 500,
  floorMs: 400,
  yieldMs: 1000,
  keepMs: 1000,
  keepUnheardMs: 300,
  answerMs: 1000,
  pauseMs: 3000,
  wordlessMs: 250,
  wordsMs: 3000,
  textLeadMs: 2000,
  textTrailMs: 1000,
  transcriptEveryMs: 250,
  gapMs: 1000,
  turnMs: 300_000,
  skewMs: 500,
  playLagMs: 0,
  userWords: true,
  continuers:
    'mm,mhm,mm-hm,mm-hmm,mmhm,uh-huh,uh huh,hm,hmm,ah,oh,aha,huh,yeah,yep,right,okay,ok,sure,really,wow,i see,got it,go on'.split(
      ',',
    ),
}
