/** The part of WebAssembly's global that Duet uses; without the DOM's types there is none. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Memory {
    readonly buffer: ArrayBuffer
    /** In pages of 64 KiB. */
    constructor(size: { initial: number; maximum?: number })
    /** Takes the bytes from whoever holds `buffer`: it is another one afterwards. */
    grow(pages: number): number
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>)
  }
}
