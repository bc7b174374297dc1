/** Entry of every role and command: `node src/main.ts <command>`; run through `npm start` or `npx duet`. */
import { main } from './cli/program.ts'

process.exitCode = await main(process.argv.slice(2))
