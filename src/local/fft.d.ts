/** Types of the transform library that ships without them: spectra are complex numbers side by side, re, im, re, im, … */
declare module 'fft.js' {
  export default class FFT {
    constructor(size: number)
    /** Fills bins 0 … size/2 of `out` (2 × size numbers). */
    realTransform(out: Float64Array, data: Float64Array): void
    /** Fills the other bins of a real signal's spectrum. */
    completeSpectrum(spectrum: Float64Array): void
    /** Scaled by 1/size. */
    inverseTransform(out: Float64Array, data: Float64Array): void
  }
}
