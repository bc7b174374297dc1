/** mathjs as one file: it loads in a tenth of the time of the package's main entry, which is a thousand modules. */
declare module 'mathjs/lib/browser/math.js' {
  import type { MathJsInstance } from 'mathjs'

  const math: MathJsInstance
  export default math
}
