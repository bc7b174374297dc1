/** What a model's process and its owner say to each other. */

export type ToModel<Setup, Ask> =
  | { readonly type: 'setup'; readonly setup: Setup }
  | { readonly type: 'ask'; readonly id: number; readonly ask: Ask }
  | { readonly type: 'abort'; readonly id: number }

export type FromModel<Answer> =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly value: Answer; readonly ms: number }
  | { readonly type: 'aborted'; readonly id: number }
  /** The last words before the process ends itself. */
  | { readonly type: 'failing'; readonly message: string }
